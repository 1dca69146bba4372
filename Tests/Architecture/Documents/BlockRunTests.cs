namespace Gexia.Tests.Architecture.Documents;

/// <summary>That a mistake in a document is found, and where.</summary>
public class BlockRunTests
{
    private static readonly (string Markdown, string? Problem)[] Cases =
    [
        (Shown("Console.WriteLine(Tensor.Of(1f, 2).Sum());"), null),
        ("Text.\n\n" + Shown("var x = Tensor.Of(1f, 2);\nx.NoSuchMethod();"), "doc.md(5,3): error CS1061"),
        (Shown("Console.WriteLine(nothing);", "needs: nothing"), "error CS0117"),
        (Shown("Console.WriteLine(config);"), "doc.md(2,19): error CS0103"),
        (Shown("Console.WriteLine(config);", "needs: config"), null),
        (Shown("using Gexia;\nConsole.WriteLine(config.NoSuchMember);", "needs: config"), "doc.md(4,26): error CS1061"),
        (Shown("using Gexia;\nConsole.WriteLine(new WordTokenizer([]));"), "doc.md(3,23): error CS0246"),
        (Shown("Console.WriteLine(new TensorText());"), "error CS0122"),                        // an internal type
        (Shown("Tensor.Of(1f, 2).MatMul(Tensor.Of(1f, 2, 3));"), "ShapeException"),
        (Shown("await Task.Yield();\nthrow new InvalidOperationException(\"late\");"), "late"),
        (Shown("Console.WriteLine(1 + 2);", "prints: 2"), "must print '2', but prints '3'."),
        (Shown("Console.WriteLine(1 + 2);", "prints: 3"), null),
        (Shown("Console.WriteLine(1 + 2);", "fails: late"), "ran without the failure"),
        (Shown("throw new InvalidOperationException(\"early\");", "fails: late"), "must fail with 'late'"),
        (Shown("Console.WriteLine(args[1]);", "args: a b", "prints: b"), null),
        (
            Shown("Console.WriteLine(Cat.Name);", "prints: cat") + "\nand\n" + Shown(
                "class Cat { public static string Name => \"cat\"; }", "continues"),
            null),
        (
            Shown("Console.WriteLine(1);") + "\nand\n" + Shown("class Cat { public static int Name => \"cat\"; }", "continues"),
            "doc.md(7,39): error CS0029"),
        (Shown(Property("i[0].Square()")), null),
        (Shown(Property("i[0] * i[0].Detach()"), "fails: Shrunk: float64[]"), null),
        (Shown("public static class Two { public static int Value => 2; }"), "nothing runs"),
    ];

    private static string Shown(string code, params string[] comments) =>
        string.Concat(comments.Select(comment => $"<!-- {comment} -->\n")) + $"```csharp\n{code}\n```";

    private static string Property(string value) => $$"""
        public class Tests
        {
            [GradientProperty]
            public void Of(Tensor x) => GradientCheck.Run(i => {{value}}, x).ThrowIfWrong();
        }
        """;

    [Fact]
    public void A_mistake_is_found_and_what_is_right_passes()
    {
        var found = BlockRun.Of([.. Cases.Select(one => Assert.Single(MarkdownBlocks.Of("doc.md", one.Markdown)))]);
        Assert.All(Cases.Zip(found), one =>
        {
            if (one.First.Problem is { } expected)
                Assert.Contains(expected, one.Second ?? "nothing was found in " + one.First.Markdown, StringComparison.Ordinal);
            else Assert.True(one.Second is null, one.First.Markdown + "\n" + one.Second);
        });
    }

    [Theory]
    [InlineData("```c#\nvar x = 1;\n```", "unknown language 'c#'")]
    [InlineData("```cs\nvar x = 1;\n```", "unknown language 'cs'")]
    [InlineData("```\nvar x = 1;\n```", "looks like C#")]
    [InlineData("```csharp\nvar x = 1;\n", "no end")]
    [InlineData("<!-- skip: it is long -->\n```csharp\nvar x = 1;\n```", "not understood")]
    [InlineData("<!-- continues -->\n```csharp\nvar x = 1;\n```", "no block to continue")]
    public void A_block_that_would_not_be_run_is_refused(string markdown, string message) =>
        Assert.Contains(
            message, Assert.Throws<InvalidDataException>(() => MarkdownBlocks.Of("doc.md", markdown)).Message, StringComparison.Ordinal);

    [Fact]
    public void An_example_is_freed_of_its_XML()
    {
        const string xml = """
            <doc><members><member name="T:A"><summary>A.</summary><example><code needs="a, b">
                var x = a &lt; b;
                    f(x);
                </code></example></member></members></doc>
            """;
        var block = Assert.Single(ExampleBlocks.Of(xml));
        Assert.Equal("var x = a < b;\n    f(x);\n", block.Code);
        Assert.Equal(["a", "b"], block.Needs);
    }
}
