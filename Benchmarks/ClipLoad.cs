using System.Diagnostics;
using System.Globalization;
using Gexia.Models.Layers;
using Gexia.Training.Pretrained;

namespace Gexia.Benchmarks;

/// <summary><c>load PATH</c>: time and private memory of opening a CLIP. Run it twice: the first time may read the disk.</summary>
internal static class ClipLoad
{
    public static void Run(string[] arguments)
    {
        var before = PrivateBytes();
        var watch = Stopwatch.StartNew();
        var clip = ClipFolder.Open(arguments[0], new ClipOptions { Activation = Activation.QuickGelu });
        var seconds = watch.Elapsed.TotalSeconds;
        double weights = clip.Model.Parameters.Sum(parameter => parameter.Value.Length * 4), after = PrivateBytes();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{seconds:0.000} s, {clip.Model.Parameters.Length:N0} parameters, private memory {after / 1e6:0} MB, {after / weights:0.000} of the float32 weights ({before / 1e6:0} MB before)"));
    }

    // RssAnon: pages that no file backs. Linux only; zero elsewhere.
    private static double PrivateBytes() => !File.Exists("/proc/self/status") ? 0
        : 1024 * double.Parse(File.ReadLines("/proc/self/status").First(line => line.StartsWith("RssAnon:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
}
