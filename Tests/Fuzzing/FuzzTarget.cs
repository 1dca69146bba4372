namespace Gexia.Tests.Fuzzing;

/// <summary>
/// A reader of files from strangers under changed files: it gives a value or one of its documented exceptions, within time and memory.
/// </summary>
/// <param name="Name">As the tests and the report call it.</param>
/// <param name="Corpus">Good files.</param>
/// <param name="Words">Pieces of the format.</param>
/// <param name="Read">Reads the bytes, and uses what came out.</param>
/// <param name="Refuses">Whether an exception is a documented one.</param>
/// <param name="Memory">Bytes that one input may allocate.</param>
/// <param name="ShortRun">Inputs of a run among the ordinary tests.</param>
internal sealed record FuzzTarget(
    string Name, IReadOnlyList<byte[]> Corpus, IReadOnlyList<string> Words, Action<byte[]> Read, Func<Exception, bool> Refuses, long Memory,
    int ShortRun)
{
    /// <summary>No input of at most 64 KiB takes a thousandth of this; only a hang does.</summary>
    private static readonly TimeSpan hang = TimeSpan.FromSeconds(30);

    /// <summary>Runs inputs 0..count−1 of a seed.</summary>
    /// <returns>How many were read, how many refused, and the most that one allocated.</returns>
    public FuzzTally Run(long count, int seed)
    {
        var mutator = new Mutator(Corpus, Words, seed);
        long current = 0, read = 0, refused = 0, most = 0;
        Exception? failure = null;
        var worker = new Thread(() =>
        {
            try
            {
                for (long n = 0; n < count; n++)
                {
                    Volatile.Write(ref current, n);
                    var allocated = One(mutator.Make(n), n, seed, out var accepted);
                    most = Math.Max(most, allocated);
                    if (accepted) read++;
                    else refused++;
                }
            }
            catch (Exception error)
            {
                failure = error;
            }
        }, maxStackSize: 1 << 20);      // deep recursion shows early
        worker.IsBackground = true;
        worker.Start();
        while (!worker.Join(hang))
        {
            var before = Volatile.Read(ref current);
            if (worker.Join(hang)) break;
            if (Volatile.Read(ref current) == before) Assert.Fail($"{Name}: input {before} of seed {seed} hangs.");
        }
        if (failure is not null) throw failure;
        return new FuzzTally(read, refused, most);
    }

    private long One(byte[] input, long n, int seed, out bool accepted)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        accepted = false;
        try
        {
            Read(input);
            accepted = true;
        }
        catch (Exception error) when (Refuses(error)) { }
        catch (Exception error)
        {
            throw new InvalidOperationException(
                $"{Name}: input {n} of seed {seed} ({input.Length} bytes, "
                + $"{Convert.ToHexString(input.AsSpan(0, Math.Min(64, input.Length)))}…) threw {error.GetType().Name}: {error.Message}",
                error);
        }
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        return allocated <= Memory ? allocated : throw new InvalidOperationException(
            $"{Name}: input {n} of seed {seed} ({input.Length} bytes) allocated {allocated} bytes; {Memory} are allowed.");
    }
}

/// <summary>What a run saw.</summary>
internal sealed record FuzzTally(long Read, long Refused, long MostAllocated);
