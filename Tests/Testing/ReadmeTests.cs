using System.Reflection;
using FsCheck.Fluent;
using Gexia.Testing;
using Gexia.Tests.Architecture;
using Gexia.Tests.Support;

namespace Gexia.Tests.Testing;

/// <summary>README.md's ten lines, compiled outside the repository: their wrong gradient is found, and shrunk to what README.md says.</summary>
public class ReadmeTests
{
    [Fact]
    public void The_planted_error_is_found_and_shrunk_to_one_number()
    {
        var readme = SourceTree.Read("README.md").ReplaceLineEndings("\n");
        var lines = readme[readme.IndexOf("<!-- gradients -->", StringComparison.Ordinal)..].Split("```")[1]["csharp\n".Length..];
        Assert.InRange(lines.TrimEnd().Split('\n').Length, 5, 10);
        using var stranger = new StrangersProject("Library", lines,
            "Gexia.Tensor", "Gexia.Autograd", "Gexia.Testing", "FsCheck", "FsCheck.Xunit", "FSharp.Core", "xunit.core", "xunit.abstractions");
        stranger.Build();

        var tests = Assembly.LoadFrom(stranger.Output).GetType("SwishTests")!;
        var property = Assert.Single(tests.GetMethods(), method => method.GetCustomAttribute<GradientPropertyAttribute>() is not null);
        Exception? last = null;
        var smallest = Counterexample.Of<Tensor>(Prop.ForAll(TensorArbitraries.Any(), x =>
        {
            try { property.Invoke(Activator.CreateInstance(tests), [x]); }
            catch (TargetInvocationException error)
            {
                last = error.InnerException;
                return false;
            }
            return true;
        }));
        Assert.Equal("float64[] 1", smallest.ToString());
        Assert.Contains("`Shrunk: float64[] 1`", readme, StringComparison.Ordinal);
        Assert.Contains("GradientCheck: WRONG", last!.Message, StringComparison.Ordinal);
    }
}
