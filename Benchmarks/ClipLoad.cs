using System.Diagnostics;
using System.Globalization;
using Gexia.Models.Layers;
using Gexia.Pretrained;

namespace Gexia.Benchmarks;

/// <summary>
/// <c>load PATH [float32|bfloat16|int8|learning]</c>: time and private memory of opening a CLIP for use, or with weights that learn.
/// Run it twice: the first time may read the disk.
/// </summary>
internal static class ClipLoad
{
    public static void Run(string[] arguments)
    {
        var kind = arguments.Length > 1 ? arguments[1] : "float32";
        WeightFormat? format = kind == "learning" ? null : Enum.Parse<WeightFormat>(kind, ignoreCase: true);
        var before = PrivateBytes();
        using var peak = new PeakOfPrivateBytes();
        var (watch, processor) = (Stopwatch.StartNew(), Environment.CpuUsage.TotalTime);
        var parameters =
            ClipFolder.Open(arguments[0], new ClipOptions { Activation = Activation.QuickGelu, Pack = format }).Model.Parameters;
        var (seconds, busy) = (watch.Elapsed.TotalSeconds, (Environment.CpuUsage.TotalTime - processor).TotalSeconds);
        var (float32, after, most) = (parameters.Length * 4.0, PrivateBytes(), peak.Stop());
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{kind}: {seconds:0.000} s ({busy:0.000} s of processor time), {parameters.Length:N0} parameters in "
            + $"{parameters.Bytes / 1e6:0} MB, private memory {after / 1e6:0} MB, {after / float32:0.000} of the float32 weights, "
            + $"{most / 1e6:0} MB at most ({most / float32:0.000}), {before / 1e6:0} MB before"));
    }

    // RssAnon: pages that no file backs. Linux only; zero elsewhere.
    private static double PrivateBytes() => !File.Exists("/proc/self/status") ? 0
        : 1024 * double.Parse(
            File.ReadLines("/proc/self/status").First(line => line.StartsWith("RssAnon:", StringComparison.Ordinal))
                .Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
            CultureInfo.InvariantCulture);

    /// <summary>Looks every few milliseconds: the system keeps no peak of private memory.</summary>
    private sealed class PeakOfPrivateBytes : IDisposable
    {
        private readonly CancellationTokenSource stop = new();
        private readonly Thread thread;
        private double peak;

        public PeakOfPrivateBytes()
        {
            thread = new Thread(() =>
            {
                do peak = Math.Max(peak, PrivateBytes());
                while (!stop.Token.WaitHandle.WaitOne(3));
            });
            thread.Start();
        }

        public double Stop()
        {
            stop.Cancel();
            thread.Join();
            return Math.Max(peak, PrivateBytes());
        }

        public void Dispose() => stop.Dispose();
    }
}
