using System.Runtime.InteropServices;

namespace Gexia.Cli;

/// <summary>
/// Turns Ctrl-C and termination into cancellation, so that a verb ends at a clean point (a training run at the end of
/// its step). A second signal ends the process at once.
/// </summary>
internal sealed class Interruption : IDisposable
{
    private readonly CancellationTokenSource source = new();
    private readonly List<PosixSignalRegistration> registrations = [];

    public Interruption()
    {
        foreach (var signal in (PosixSignal[])[PosixSignal.SIGINT, PosixSignal.SIGTERM])
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
        if (source.IsCancellationRequested) return;         // the default action: the process ends
        context.Cancel = true;
        source.Cancel();
    }
}
