using System.Collections.Concurrent;
using Gexia.Data.Datasets;
using Gexia.Data.Datasets.Blocks;
using Gexia.Io;

namespace Gexia.Data.Granularities.Partitioned;

/// <summary>Divides the pairs of an input by their sources: each block of it becomes one file with a stretch for each part.</summary>
/// <param name="job">The input and the number of parts.</param>
/// <param name="files">Where the files are written.</param>
/// <param name="journal">Blocks that it knows are not divided again; is told of the others.</param>
internal sealed class Division(ExpansionJob job, WorkFolder files, ExpansionJournal journal)
{
    private const int Megabyte = 1_000_000;

    private readonly ConcurrentBag<PartitionFile> buffers = [];
    private readonly CancellationToken cancellation = job.Context.Cancellation;
    private long done;

    /// <summary>Whether all blocks are divided and their files are there.</summary>
    public static bool IsWhole(ExpansionJournal journal, WorkFolder files) =>
        journal.BlockCount is { } count && Enumerable.Range(0, count).All(number => File.Exists(files.Block(number)));

    /// <summary>Divides the blocks that are not divided yet.</summary>
    /// <exception cref="GexiaException">The input has another form; the first line of which that is so is named.</exception>
    public void Run()
    {
        var count = 0;
        OrderedWork.Run(job.Pairs.All(cancellation), job.Threads, (number, block) =>
        {
            if (!journal.HasBlock(number) || !File.Exists(files.Block(number))) journal.AddBlock(number, Divide(number, block));
            InterlockedMax(ref count, number + 1);
            var megabytes = Interlocked.Add(ref done, block.Bytes) / Megabyte;
            var total = Math.Max(job.Pairs.Bytes / Megabyte, 1);
            job.Progress?.Report(new WorkProgress("reading pairs, megabytes", Math.Min(megabytes, total - 1), total));
        }, cancellation);
        journal.EndBlocks(count);
    }

    private DividedBlock Divide(int number, PairBlock block)
    {
        if (!buffers.TryTake(out var buffer)) buffer = new PartitionFile(job.Parts);
        var bad = 0;
        try
        {
            Fill(buffer, block, 0, ref bad);
        }
        catch (GexiaException)
        {
            // The same again under the numbers that the lines have in the file.
            if (block.CountLinesBefore() is > 0 and var before) Fill(buffer, block, before, ref bad);
            throw;
        }
        AtomicFile.Write(files.Block(number), buffer.Write);
        buffers.Add(buffer);
        return new DividedBlock(block.Lines, bad);
    }

    private void Fill(PartitionFile buffer, PairBlock block, int before, ref int bad)
    {
        buffer.Clear();
        bad = 0;
        foreach (var line in block.Read(before, cancellation))
        {
            var (pair, problem) = PairReader.Judge(line, 0, job.Plan.Input);
            if (problem is not null)
            {
                PairRecords.Write(buffer.Bad, new BadPair(line.Line, pair.Clip[0].Video, problem));
                bad++;
                continue;
            }
            if (pair.Granularity != job.Plan.Input)
                throw new GexiaException($"{line.Place}: the plan starts from {job.Plan.Input}, but this pair is {pair.Granularity}.");
            PairRecords.Write(buffer.Part(SourceHash.PartOf(pair.Source, job.Parts)), pair);
        }
    }

    private static void InterlockedMax(ref int value, int other)
    {
        int seen;
        while ((seen = Volatile.Read(ref value)) < other && Interlocked.CompareExchange(ref value, other, seen) != seen) { }
    }
}
