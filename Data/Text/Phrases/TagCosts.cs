using System.Globalization;

namespace Gexia.Data.Text.Phrases;

/// <summary>What a pair of neighbouring tags costs: the table costs.txt.</summary>
internal static class TagCosts
{
    private const int Tags = (int)WordTag.End + 1;

    private static readonly Lazy<int[]> Loaded = new(Load);

    /// <summary>The cost of a tag at the start of a sentence.</summary>
    public static int AtStart(WordTag tag) => Loaded.Value[(Tags * Tags) + (int)tag];

    /// <summary>The cost of <paramref name="tag"/> right after <paramref name="previous"/>.</summary>
    public static int After(WordTag previous, WordTag tag) => Loaded.Value[((int)previous * Tags) + (int)tag];

    private static int[] Load()
    {
        var costs = new int[(Tags + 1) * Tags];
        var rows = EnglishTable.Rows("costs.txt").ToList();
        var columns = rows[0].Skip(1).Select(Enum.Parse<WordTag>).ToArray();
        foreach (var row in rows.Skip(1))
        {
            var first = row[0] == "Start" ? Tags : (int)Enum.Parse<WordTag>(row[0]);
            for (var i = 0; i < columns.Length; i++)
                costs[(first * Tags) + (int)columns[i]] = int.Parse(row[i + 1], CultureInfo.InvariantCulture);
        }
        return costs;
    }
}
