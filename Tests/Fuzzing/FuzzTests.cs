using System.Globalization;
using Gexia.Tests.Support;
using Xunit.Abstractions;

namespace Gexia.Tests.Fuzzing;

/// <summary>
/// Changed files never crash, hang or exhaust a reader. A short run here; <c>GEXIA_FUZZ=1000000</c> makes a long one,
/// <c>GEXIA_FUZZ_SEED</c> another one.
/// </summary>
public sealed class FuzzTests(ITestOutputHelper output) : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Safetensors() => Run(FuzzTargets.Safetensors(folder.File("x.safetensors")));

    [Fact]
    public void Zip_archives() => Run(FuzzTargets.Archive(folder.File("x.pt")));

    [Fact]
    public void Pickles() => Run(FuzzTargets.Pickles());

    [Fact]
    public void Config_json() => Run(FuzzTargets.Config());

    [Fact]
    public void Tokenizer_json() => Run(FuzzTargets.Tokenizer());

    [Fact]
    public void Clip_folders() => Run(FuzzTargets.ClipFolders(folder.File("clip")));

    [Fact]
    public void Run_folders()
    {
        using var tiny = new TinyTraining(steps: 2);
        Run(FuzzTargets.RunFolders(tiny.Train("run")));
    }

    [Fact]
    public void Png() => Run(FuzzTargets.Pngs());

    [Theory]
    [InlineData("PNG")]
    [InlineData("JPEG")]
    [InlineData("GIF")]
    [InlineData("WEBP")]
    [InlineData("TIFF")]
    [InlineData("BMP")]
    [InlineData("TGA")]
    [InlineData("PNM")]
    public void Pictures(string format) => Run(PictureTargets.Of(format));

    [Theory]
    [MemberData(nameof(AnnotationTargets.All), MemberType = typeof(AnnotationTargets))]
    public void Annotations(int number, string name)
    {
        Assert.NotEmpty(name);
        Run(AnnotationTargets.Of(number, folder.File("annotations")));
    }

    private void Run(FuzzTarget target)
    {
        var count = Number("GEXIA_FUZZ") ?? target.ShortRun;
        var tally = target.Run(count, (int)(Number("GEXIA_FUZZ_SEED") ?? 1));
        var line = string.Create(
            CultureInfo.InvariantCulture,
            $"{target.Name}: {count:N0} inputs, {tally.Read:N0} read, {tally.Refused:N0} refused, at most {tally.MostAllocated:N0} bytes "
            + $"allocated");
        output.WriteLine(line);
        if (Environment.GetEnvironmentVariable("GEXIA_FUZZ_LOG") is { Length: > 0 } log) File.AppendAllText(log, line + "\n");
        Assert.True(tally.Read > 0 && tally.Refused > 0, line);      // neither a reader that takes all nor one that takes nothing is tested
    }

    private static long? Number(string variable) =>
        long.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        ? number
        : null;
}
