namespace Gexia.Cli;

/// <summary>Shows what a library says about the parts of its work, one after the other: a line for each.</summary>
/// <param name="terminal">Whose standard error is written to.</param>
internal sealed class WorkLine(Terminal terminal) : IProgress<WorkProgress>, IDisposable
{
    private readonly Lock gate = new();
    private string work = "";
    private Progress? line;

    public void Report(WorkProgress value)
    {
        lock (gate)
        {
            if (value.Work != work)
            {
                line?.Dispose();
                (work, line) = (value.Work, new Progress(terminal, value.Work, "", value.Total));
            }
            line!.Report(value.Done);
            if (value.Done < value.Total) return;
            line.Dispose();
            (work, line) = ("", null);
        }
    }

    public void Dispose()
    {
        lock (gate) line?.Dispose();
    }
}
