using Gexia.Data.Datasets;
using Gexia.Data.Datasets.Blocks;
using Gexia.Data.Loading;
using Gexia.Io;

namespace Gexia.Data.Granularities.Partitioned;

/// <summary>An expansion from file to files.</summary>
/// <param name="Pairs">The input.</param>
/// <param name="Plan">The steps.</param>
/// <param name="Context">What they work with.</param>
/// <param name="Output">The folder of the results.</param>
/// <param name="Settings">Whatever results depend on, in any form: an expansion that was broken off goes on under the same only.</param>
/// <param name="Parts">How many parts the sources are divided into; see <see cref="PartitionedExpansion.PartsFor"/>.</param>
/// <param name="Threads">How many blocks or parts are worked on at once; the results do not depend on it.</param>
internal sealed record ExpansionJob(
    PairBlocks Pairs, ExpansionPlan Plan, ExpansionContext Context, string Output, string Settings, int Parts, int Threads)
{
    /// <summary>Is told how far the work is; null for nobody.</summary>
    public IProgress<WorkProgress>? Progress { get; init; }

    /// <summary>Is told that an earlier expansion goes on, and how many parts of it are done; null for nobody.</summary>
    public Action<int>? Resumed { get; init; }
}

/// <summary>What an expansion gave.</summary>
/// <param name="Counts">The number of pairs of each granularity: the plan's input, then each step's.</param>
/// <param name="Bad">Pairs of the input that cannot be used.</param>
/// <param name="BadList">The file that lists them.</param>
internal sealed record ExpansionOutcome(IReadOnlyList<(Granularity Granularity, long Pairs)> Counts, long Bad, string BadList);

/// <summary>
/// GEX over files that do not fit in memory: sources are divided into parts on the disk, then each part is expanded in memory.
/// </summary>
/// <remarks>
/// First each block of the input is read and its pairs are divided by a hash of their sources, one file a block. Then each part takes its
/// pairs from all of these files in order, so in the order of the input, and <see cref="Expansion.Run"/> makes of them what it would make
/// of the same pairs alone. Every file is written whole or not at all and is on the disk before the journal tells of it; at the end all
/// results are put in place together. Results depend on the input, the plan, the seed and the number of parts.
/// </remarks>
internal static class PartitionedExpansion
{
    /// <summary>The most parts there can be.</summary>
    public const int MostParts = 4096;

    private const long BytesOfPart = 16 << 20;

    /// <summary>As many parts as keep each at about 16 MiB of input, so that it fits in about 200 MiB of memory.</summary>
    /// <param name="bytes">Bytes of the input.</param>
    public static int PartsFor(long bytes) => (int)Math.Clamp((bytes + BytesOfPart - 1) / BytesOfPart, 1, MostParts);

    /// <summary>Runs a job, or goes on with it.</summary>
    /// <exception cref="GexiaException">The input has another form, the plan needs all pairs at once, or another process writes to the
    /// folder.</exception>
    /// <exception cref="ArgumentException">A text that the summariser does not understand.</exception>
    /// <exception cref="IOException">A file cannot be written; what is done is kept, and the job can go on.</exception>
    /// <exception cref="OperationCanceledException">Likewise.</exception>
    public static ExpansionOutcome Run(ExpansionJob job)
    {
        RequireDivisible(job);
        var isNew = !Directory.Exists(job.Output);
        try
        {
            using var held = FileLock.Take(WorkFolder.Lock(job.Output), job.Output);
            return new Work(job).Run();
        }
        finally
        {
            if (isNew) DeleteEmpty(job.Output);
        }
    }

    private static void RequireDivisible(ExpansionJob job)
    {
        if (job.Parts == 1 || job.Plan.Steps.FirstOrDefault(step => !step.KeepsSources) is not { } step) return;
        throw new GexiaException(
            $"{job.Pairs.Path}: {step.GetType().Name}, {step.In} to {step.Out}, takes pairs from all sources, so the file cannot be "
            + $"expanded in {job.Parts} parts. One part (--parts 1) keeps all pairs in memory, about ten times the file.");
    }

    private static void DeleteEmpty(string folder)
    {
        if (Directory.Exists(folder) && !Directory.EnumerateFileSystemEntries(folder).Any()) Directory.Delete(folder);
    }

    private sealed class Work(ExpansionJob job)
    {
        private readonly WorkFolder files = new(job.Output, job.Plan, job.Parts);
        private readonly CancellationToken cancellation = job.Context.Cancellation;

        public ExpansionOutcome Run()
        {
            Directory.CreateDirectory(files.Root);
            AtomicFile.Sweep(files.Root);
            var journal = ExpansionJournal.Open(files.Journal, job.Settings);
            try
            {
                return Run(journal);
            }
            catch (Exception error) when (error is GexiaException or ArgumentException && (journal.BlockCount is null || job.Parts == 1))
            {
                journal.Dispose();
                WorkFolder.Delete(files.Root);          // the input is wrong, and another one begins anew
                throw;
            }
            finally
            {
                journal.Dispose();
            }
        }

        private ExpansionOutcome Run(ExpansionJournal journal)
        {
            if (journal.BlockCount is not null) job.Resumed?.Invoke(journal.PartsDone);
            if (!journal.IsPlacing || !files.HasResults())
            {
                if (!Division.IsWhole(journal, files)) new Division(job, files, journal).Run();
                ExpandParts(journal);
                WriteBadPairs(journal);
                files.DeletePlaced();
                journal.BeginPlacing();
            }
            files.Place();
            var outcome = Outcome(journal);
            journal.Dispose();
            WorkFolder.Delete(files.Root);
            return outcome;
        }

        private void ExpandParts(ExpansionJournal journal)
        {
            var blocks = journal.InOrder();
            var before = new int[blocks.Count];
            for (var i = 1; i < before.Length; i++) before[i] = (int)Math.Min((long)before[i - 1] + blocks[i - 1].Lines, int.MaxValue >> 1);
            var done = journal.PartsDone;
            OrderedWork.Run(Enumerable.Range(0, job.Parts), job.Threads, (_, part) =>
            {
                if (journal.PartCounts(part) is not null && files.HasResults(part)) return;
                journal.AddPart(part, Expand(part, before));
                job.Progress?.Report(new WorkProgress("expanding parts", Interlocked.Increment(ref done), job.Parts));
            }, cancellation);
        }

        private long[] Expand(int part, int[] before)
        {
            var pairs = new List<Pair>();
            byte[] buffer = [];
            for (var block = 0; block < before.Length; block++)
            {
                cancellation.ThrowIfCancellationRequested();
                var rest = PartitionFile.Read(files.Block(block), job.Parts, part, ref buffer);
                while (!rest.IsEmpty) pairs.Add(PairRecords.Read(ref rest, pairs.Count, before[block], job.Plan.Input));
            }
            var sets = Expansion.Run(pairs, job.Plan, job.Context);
            foreach (var set in sets)
                AtomicFile.Write(files.Unplaced(set.Granularity, part), stream => PairWriter.Write(stream, set.Pairs.Until(cancellation)));
            return [.. sets.Select(set => (long)set.Pairs.Count)];
        }

        private void WriteBadPairs(ExpansionJournal journal)
        {
            if (journal.InOrder().All(block => block.Bad == 0)) return;
            var before = 0;
            byte[] buffer = [];
            AtomicFile.Write(files.UnplacedBadPairs, stream =>
            {
                foreach (var (number, block) in journal.InOrder().Index())
                {
                    var rest = PartitionFile.Read(files.Block(number), job.Parts, job.Parts, ref buffer);
                    while (!rest.IsEmpty) stream.Write(BadPairs.Line("pairs", PairRecords.ReadBad(ref rest, before)));
                    before += block.Lines;
                }
            });
        }

        private ExpansionOutcome Outcome(ExpansionJournal journal)
        {
            var counts = new long[files.Granularities.Count];
            for (var part = 0; part < job.Parts; part++)
                foreach (var (i, count) in journal.PartCounts(part)!.Index()) counts[i] += count;
            return new ExpansionOutcome(
                [.. files.Granularities.Zip(counts)], journal.InOrder().Sum(block => (long)block.Bad), files.PlacedBadPairs);
        }
    }
}
