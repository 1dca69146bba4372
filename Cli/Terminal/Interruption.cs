using System.Runtime.InteropServices;

namespace Gexia.Cli;

/// <summary>
/// Turns Ctrl-C, termination and the end of the terminal into cancellation, so that a verb ends at a clean point (a training run at the
/// end of its step). A second Ctrl-C or termination signal ends the process at once.
/// </summary>
/// <remarks>
/// A terminal that is closed sends SIGHUP more than once, often followed by SIGTERM, so SIGHUP neither ends the process at once nor
/// counts as the first of two. Signals that are ignored from the start, as SIGHUP is under <c>nohup</c>, stay so: the framework sees to
/// that. SIGQUIT (Ctrl-\) is left alone: it ends the process at once.
/// </remarks>
internal sealed class Interruption : IDisposable
{
    private readonly CancellationTokenSource source = new();
    private readonly List<PosixSignalRegistration> registrations = [];
    private int asked;

    public Interruption()
    {
        foreach (var signal in (PosixSignal[])[PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP])
            registrations.Add(PosixSignalRegistration.Create(signal, Handle));
    }

    public CancellationToken Token => source.Token;

    public void Dispose()
    {
        foreach (var registration in registrations) registration.Dispose();
        source.Dispose();
    }

    private void Handle(PosixSignalContext context)
    {
        // the default action: the process ends
        if (context.Signal != PosixSignal.SIGHUP && Interlocked.Exchange(ref asked, 1) != 0) return;
        context.Cancel = true;
        try
        {
            source.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The program is at its end.
        }
    }
}
