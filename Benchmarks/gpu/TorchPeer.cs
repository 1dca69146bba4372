using System.Diagnostics;
using System.Globalization;

namespace Gexia.Benchmarks.Gpu;

/// <summary>
/// PyTorch in a process of its own that does a work when it is told to: a line with the work's name, a line with its median seconds.
/// </summary>
internal sealed class TorchPeer : IDisposable
{
    private readonly Process process;

    private TorchPeer(Process process) => this.process = process;

    /// <summary>The peer, or null where none can be started. peer.py lies beside the program.</summary>
    public static TorchPeer? Start(Run run)
    {
        var start = new ProcessStartInfo("python3") { RedirectStandardInput = true, RedirectStandardOutput = true };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "peer.py"));
        try
        {
            var peer = new TorchPeer(Process.Start(start)!);
            run.Report.Add("peer", ("PyTorch", peer.Ask("version")));
            return peer;
        }
        catch (Exception error)
        {
            run.Report.Add("peer", ("failed", Report.Describe(error)));
            return null;
        }
    }

    /// <summary>
    /// Rounds of both sides in turn: median seconds of ours, of the peer's (NaN without one), and the median of the rounds' ratios.
    /// </summary>
    /// <param name="clock">Ours.</param>
    /// <param name="launch">Our work.</param>
    /// <param name="peer">The other side, if any.</param>
    /// <param name="work">Its work.</param>
    /// <param name="rounds">How often each side has its turn.</param>
    /// <param name="launches">Works of a turn, of which the median counts.</param>
    public static (double Own, double Other, double Share) InTurns(
        Clock clock, Action launch, TorchPeer? peer, string work, int rounds = 5, int launches = 5)
    {
        for (var i = 0; i < 3; i++) launch();
        var (own, other) = (new double[rounds], new double[rounds]);
        for (var round = 0; round < rounds; round++)
        {
            launch();
            own[round] = Statistics.Median(clock.Samples(launch, launches));
            other[round] = peer?.Seconds(work, launches) ?? double.NaN;
        }
        return (Statistics.Median(own), Statistics.Median(other), Statistics.Median(own.Zip(other, (mine, theirs) => theirs / mine)));
    }

    /// <summary>Median seconds of the peer's work; NaN where it could not do it.</summary>
    public double Seconds(string work, int launches) =>
        double.TryParse(Ask($"{work} {launches}"), NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds)
            ? seconds : double.NaN;

    public void Dispose()
    {
        process.StandardInput.Close();
        if (!process.WaitForExit(5000)) process.Kill();
        process.Dispose();
    }

    private string Ask(string line)
    {
        process.StandardInput.WriteLine(line);
        process.StandardInput.Flush();
        return process.StandardOutput.ReadLine() ?? throw new InvalidOperationException($"PyTorch's side ended at '{line}'.");
    }
}
