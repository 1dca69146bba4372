using System.Globalization;
using Gexia.Io;

namespace Gexia.Data.Granularities.Partitioned;

/// <summary>
/// The files of an expansion: unfinished ones in <c>OUT/.expand</c>, results in <c>OUT</c>. <c>NAME.jsonl</c> where there is one part,
/// else <c>NAME-00003-of-00064.jsonl</c>.
/// </summary>
/// <param name="output">The folder of the results.</param>
/// <param name="plan">Its granularities name the files.</param>
/// <param name="parts">The number of parts.</param>
internal sealed class WorkFolder(string output, ExpansionPlan plan, int parts)
{
    private const string Name = ".expand", JournalName = "journal.jsonl", BadPairs = "bad_pairs.jsonl";

    /// <summary>Where unfinished work lies.</summary>
    public string Root { get; } = Path.Combine(output, Name);

    /// <summary>The journal.</summary>
    public string Journal => Path.Combine(Root, JournalName);

    /// <summary>The lock on the folder of the results.</summary>
    public static string Lock(string output) => Path.Combine(output, Name + ".lock");

    /// <summary>The list of bad pairs, while it is unfinished.</summary>
    public string UnplacedBadPairs => Path.Combine(Root, BadPairs);

    /// <summary>The list of bad pairs.</summary>
    public string PlacedBadPairs => Path.Combine(output, BadPairs);

    /// <summary>The pairs of a block, by part.</summary>
    public string Block(int number) => Path.Combine(Root, string.Create(CultureInfo.InvariantCulture, $"block-{number:D6}"));

    /// <summary>The granularities in the order of the results: the plan's input, then what each step makes.</summary>
    public IReadOnlyList<Granularity> Granularities { get; } = [plan.Input, .. plan.Steps.Select(step => step.Out)];

    /// <summary>A result, while it is not in place.</summary>
    public string Unplaced(Granularity granularity, int part) => Path.Combine(Root, FileName(granularity, part));

    /// <summary>A result in its place.</summary>
    public string Placed(Granularity granularity, int part) => Path.Combine(output, FileName(granularity, part));

    /// <summary>Whether each result is in its place or can be put there.</summary>
    public bool HasResults() =>
        Results().All(
            result => File.Exists(Unplaced(result.Granularity, result.Part)) || File.Exists(Placed(result.Granularity, result.Part)));

    /// <summary>Whether the results of a part are there, not yet in their place.</summary>
    public bool HasResults(int part) => Granularities.All(granularity => File.Exists(Unplaced(granularity, part)));

    /// <summary>
    /// Takes away what an earlier expansion by this or another number of parts left: results of two must not stand together.
    /// </summary>
    public void DeletePlaced()
    {
        var names = Granularities.Select(granularity => granularity.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var path in Directory.EnumerateFiles(output, "*.jsonl").ToList())
        {
            if (names.Contains(GranularityOf(Path.GetFileNameWithoutExtension(path)))) File.Delete(path);
        }
        File.Delete(PlacedBadPairs);
        DurableFile.FlushFolder(output);
    }

    /// <summary>Puts the results in place; those that are there already stay.</summary>
    public void Place()
    {
        foreach (var (granularity, part) in Results()) Move(Unplaced(granularity, part), Placed(granularity, part));
        Move(UnplacedBadPairs, PlacedBadPairs);
        DurableFile.FlushFolder(output);
    }

    /// <summary>Deletes a folder of unfinished work; the journal first, so that it never tells of files that are gone.</summary>
    public static void Delete(string root)
    {
        if (!Directory.Exists(root)) return;
        File.Delete(Path.Combine(root, JournalName));
        DurableFile.FlushFolder(root);
        Directory.Delete(root, recursive: true);
    }

    private IEnumerable<(Granularity Granularity, int Part)> Results() =>
        Granularities.SelectMany(granularity => Enumerable.Range(0, parts).Select(part => (granularity, part)));

    private string FileName(Granularity granularity, int part) => parts == 1
        ? $"{granularity.Name}.jsonl"
        : string.Create(CultureInfo.InvariantCulture, $"{granularity.Name}-{part:D5}-of-{parts:D5}.jsonl");

    /// <summary>The granularity that a name of a result begins with; the name itself where it has no number of a part.</summary>
    private static string GranularityOf(string stem) =>
        stem.Length > 15 && stem[^15] == '-' && IsNumber(stem.AsSpan(^14..^9)) && stem.AsSpan(^9..^5).SequenceEqual("-of-")
            && IsNumber(stem.AsSpan(^5..)) ? stem[..^15] : stem;

    private static bool IsNumber(ReadOnlySpan<char> text) => !text.ContainsAnyExceptInRange('0', '9');

    private static void Move(string from, string to)
    {
        if (File.Exists(from)) File.Move(from, to, overwrite: true);
    }
}
