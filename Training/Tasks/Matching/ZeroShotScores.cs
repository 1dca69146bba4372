using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Gexia.Io;

namespace Gexia.Training.Tasks.Matching;

/// <summary>What a model scored on the test items before it was trained, as a file of a run.</summary>
internal static class ZeroShotScores
{
    private const string Scores = "scores", Items = "items";

    /// <summary>Keeps them.</summary>
    /// <param name="path">The file.</param>
    /// <param name="items">What was scored.</param>
    /// <param name="kept">[items] as many numbers of each.</param>
    /// <exception cref="IOException">It could not be written.</exception>
    public static void Save(string path, IReadOnlyList<MatchItem> items, IReadOnlyList<float[]> kept)
    {
        using var scope = TensorScope.Begin();
        SafeTensorsWriter.Write(
            path, [new(Scores, Tensor.Of<float>([.. kept.SelectMany(row => row)], [kept.Count, kept[0].Length]))],
            new Dictionary<string, string> { [Items] = Digest(items) });
    }

    /// <summary>
    /// Those of some items; null where the file is missing, damaged or of other items, so that there is nothing to compare.
    /// </summary>
    public static IReadOnlyList<float[]>? Find(string path, IReadOnlyList<MatchItem> items)
    {
        if (!File.Exists(path)) return null;
        try
        {
            using var file = SafeTensors.Open(path);
            if (file.Metadata.GetValueOrDefault(Items) != Digest(items)) return null;
            var scores = file[Scores];
            return scores.Shape.Rank == 2 && scores.Shape[0] == items.Count && scores.Shape[1] > 0
                ? [.. scores.ToArray<float>().Chunk(scores.Shape[1])]
                : null;
        }
        catch (SafeTensorsException)
        {
            return null;
        }
    }

    private static string Digest(IReadOnlyList<MatchItem> items)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var item in items)
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{item.Segment}\n{string.Join('\t', item.Texts)}\n"));
            hash.AppendData(MemoryMarshal.AsBytes<int>([.. item.Right, -1]));
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
