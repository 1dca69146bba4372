using System.Runtime.ExceptionServices;

namespace Gexia.Data.Granularities.Partitioned;

/// <summary>Work on items that are taken in their order, several at once.</summary>
internal static class OrderedWork
{
    /// <summary>
    /// Works on every item. After an error no further item is begun, those that were begun are ended, and the error of the first item in
    /// the order is thrown: it is the one that a single thread would have met.
    /// </summary>
    /// <param name="items">Walked under a lock, so one at a time.</param>
    /// <param name="threads">How many work at once, the calling one among them.</param>
    /// <param name="work">Receives the item's number, from 0, and the item.</param>
    /// <param name="cancellation">Before the next item is begun.</param>
    public static void Run<T>(IEnumerable<T> items, int threads, Action<int, T> work, CancellationToken cancellation)
    {
        using var source = items.GetEnumerator();
        var gate = new Lock();
        var (next, failed) = (0, int.MaxValue);
        Exception? first = null;

        var others = Enumerable.Range(1, threads - 1)
            .Select(_ => new Thread(Loop) { IsBackground = true, Name = "gexia expansion" }).ToList();
        foreach (var thread in others) thread.Start();
        Loop();
        foreach (var thread in others) thread.Join();
        if (first is not null) ExceptionDispatchInfo.Throw(first);

        void Loop()
        {
            while (Take(out var number, out var item))
            {
                try
                {
                    work(number, item);
                }
                catch (Exception error)
                {
                    lock (gate) Note(number, error);
                }
            }
        }

        bool Take(out int number, out T item)
        {
            lock (gate)
            {
                (number, item) = (next, default!);
                if (first is not null) return false;
                try
                {
                    cancellation.ThrowIfCancellationRequested();
                    if (!source.MoveNext()) return false;
                    item = source.Current;
                    next++;
                    return true;
                }
                catch (Exception error)
                {
                    Note(number, error);
                    return false;
                }
            }
        }

        void Note(int number, Exception error)
        {
            if (number < failed) (failed, first) = (number, error);
        }
    }
}
