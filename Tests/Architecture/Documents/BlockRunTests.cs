namespace Gexia.Tests.Architecture.Documents;

/// <summary>That a mistake in a document is found, and where.</summary>
public class BlockRunTests
{
    private static readonly (string Markdown, string? Problem)[] Cases =
    [
        ("```csharp\nConsole.WriteLine(Tensor.Of(1f, 2).Sum());\n```", null),
        ("Text.\n\n```csharp\nvar x = Tensor.Of(1f, 2);\nx.NoSuchMethod();\n```", "doc.md(5,3): error CS1061"),
        ("<!-- needs: nothing -->\n```csharp\nConsole.WriteLine(nothing);\n```", "error CS0117"),
        ("```csharp\nConsole.WriteLine(config);\n```", "doc.md(2,19): error CS0103"),
        ("<!-- needs: config -->\n```csharp\nConsole.WriteLine(config);\n```", null),
        ("<!-- needs: config -->\n```csharp\nusing Gexia;\nConsole.WriteLine(config.NoSuchMember + Tensor.Of(1));\n```", "doc.md(4,26): error CS1061"),
        ("```csharp\nusing Gexia;\nConsole.WriteLine(new WordTokenizer([]));\n```", "doc.md(3,23): error CS0246"),
        ("```csharp\nConsole.WriteLine(new TensorText());\n```", "error CS0122"),                        // an internal type
        ("```csharp\nTensor.Of(1f, 2).MatMul(Tensor.Of(1f, 2, 3));\n```", "ShapeException"),
        ("```csharp\nawait Task.Yield();\nthrow new InvalidOperationException(\"late\");\n```", "late"),
        ("<!-- prints: 2 -->\n```csharp\nConsole.WriteLine(1 + 2);\n```", "must print '2', but prints '3'."),
        ("<!-- prints: 3 -->\n```csharp\nConsole.WriteLine(1 + 2);\n```", null),
        ("<!-- fails: late -->\n```csharp\nConsole.WriteLine(1 + 2);\n```", "ran without the failure"),
        ("<!-- fails: late -->\n```csharp\nthrow new InvalidOperationException(\"early\");\n```", "must fail with 'late'"),
        ("<!-- args: a b -->\n<!-- prints: b -->\n```csharp\nConsole.WriteLine(args[1]);\n```", null),
        ("<!-- prints: cat -->\n```csharp\nConsole.WriteLine(Cat.Name);\n```\nand\n<!-- continues -->\n```csharp\nstatic class Cat { public static string Name => \"cat\"; }\n```", null),
        ("```csharp\nConsole.WriteLine(1);\n```\nand\n<!-- continues -->\n```csharp\nstatic class Cat { public static int Name => \"cat\"; }\n```", "doc.md(7,46): error CS0029"),
        ("```csharp\npublic class Tests { [GradientProperty] public void Right(Tensor x) => GradientCheck.Run(i => i[0].Square(), x).ThrowIfWrong(); }\n```", null),
        ("<!-- fails: Shrunk: float64[] -->\n```csharp\npublic class Tests\n{\n    [GradientProperty]\n    public void Wrong(Tensor x) => GradientCheck.Run(i => i[0] * i[0].Detach(), x).ThrowIfWrong();\n}\n```", null),
        ("```csharp\npublic static class Tests { public static int Two => 2; }\n```", "nothing runs"),
    ];

    [Fact]
    public void A_mistake_is_found_and_what_is_right_passes()
    {
        var found = BlockRun.Of([.. Cases.Select(one => Assert.Single(MarkdownBlocks.Of("doc.md", one.Markdown)))]);
        Assert.All(Cases.Zip(found), one =>
        {
            if (one.First.Problem is { } expected) Assert.Contains(expected, one.Second ?? "nothing was found in " + one.First.Markdown, StringComparison.Ordinal);
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
        Assert.Contains(message, Assert.Throws<InvalidDataException>(() => MarkdownBlocks.Of("doc.md", markdown)).Message, StringComparison.Ordinal);

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
