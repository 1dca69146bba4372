using System.Diagnostics;
using System.Globalization;

namespace Gexia.Benchmarks.Gpu;

/// <summary>
/// PyTorch in a process of its own that does a work when it is told to: a line with the work's name, a line with its median seconds.
/// </summary>
internal sealed class TorchPeer : IDisposable
{
    private const int Rounds = 7, Launches = 9;

    private readonly Process process;

    private TorchPeer(Process process) => this.process = process;

    /// <summary>The peer, or null where none is wanted or can be started. peer.py lies beside the program.</summary>
    public static TorchPeer? Start(Run run)
    {
        if (!run.Peer) return null;
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
    public static (double Own, double Other, double Share) InTurns(Clock clock, Action launch, TorchPeer? peer, string work)
    {
        for (var i = 0; i < 3; i++) launch();
        var (own, other) = (new double[Rounds], new double[Rounds]);
        for (var round = 0; round < Rounds; round++)
        {
            launch();
            own[round] = Statistics.Median(clock.Samples(launch, Launches));
            other[round] = peer is null ? double.NaN : peer.Seconds(work, Launches);
        }
        return (Statistics.Median(own), Statistics.Median(other), Statistics.Median(own.Zip(other, (mine, theirs) => theirs / mine)));
    }

    /// <summary>Median seconds of a work.</summary>
    public double Seconds(string work, int count) => double.Parse(Ask($"{work} {count}"), CultureInfo.InvariantCulture);

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
