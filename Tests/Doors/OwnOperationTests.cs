using System.Text.RegularExpressions;
using Gexia.Tests.Architecture;
using Gexia.Tests.Support;

namespace Gexia.Tests.Doors;

/// <summary>docs/adding-an-op.md, followed by a stranger: a project that sees the public surface only.</summary>
public partial class OwnOperationTests
{
    [Fact]
    public void The_program_of_the_guide_compiles_outside_and_its_gradients_are_right()
    {
        var guide = SourceTree.Read("docs/adding-an-op.md");
        var outside = guide[guide.IndexOf("<!-- program -->", StringComparison.Ordinal)..guide.IndexOf("## In this repository", StringComparison.Ordinal)];
        var program = string.Join("\n", Block().Matches(outside).Select(match => match.Groups[1].Value));
        Assert.Contains("CumulativeSum().Softplus()", program, StringComparison.Ordinal);

        using var stranger = new StrangersProject("Exe", program, "Gexia.Tensor", "Gexia.Autograd");
        stranger.Build();
        var (code, output) = stranger.Run();
        Assert.True(code == 0, output);
        Assert.Equal("float32[4] [1, 3, 6, 10]", output.Trim());
    }

    [GeneratedRegex("^```csharp\n(.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Block();
}
