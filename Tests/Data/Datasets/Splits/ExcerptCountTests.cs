using System.Text.Json;
using Gexia.Tests.Cli;
using Gexia.Tests.Support;

namespace Gexia.Tests.Data.Datasets.Splits;

/// <summary>The readers on excerpts of the real files, against what <c>count_annotations.py</c> counts in them.</summary>
public class ExcerptCountTests
{
    private static readonly (string Name, string Folder, string[] Counts)[] expected =
    [
        ("msrvtt-qa", "msrvtt_qa", ["val 18 400 400 167 {} - 7.6825", "test 13 300 300 117 {} - 6.69"]),
        ("msvd-qa", "msvd_qa", ["train 12 300 300 85 {} - 6.7767", "val 10 250 250 69 {} - 6.872", "test 9 250 250 62 {} - 6.864"]),
        ("ucf101", "ucf101", ["train1 795 795 0 101 {} - -", "test1 316 316 0 101 {} - -"]),
        ("hmdb51", "hmdb51", ["train1 560 560 0 8 {\"unused\":102} - -", "test1 240 240 0 8 {\"unused\":102} - -"]),
        ("activitynet-v1.3", "activitynet_v1_3",
            ["training 111 147 0 79 {} 126.6049 -", "validation 46 72 0 40 {} 132.0256 -", "testing 43 0 0 0 {} 104.4443 -"]),
        ("msrvtt", "msrvtt", ["9k 45 900 900 0 {\"unusable_pairs\":304} 14.7702 9.3333", "1k-A 300 300 300 0 {} 15.3915 9.56"]),
        ("thumos14", "thumos14", ["val 34 465 0 6 {\"ambiguous\":35} - -", "test 36 491 0 18 {\"ambiguous\":9} - -"]),
    ];

    [SharedFact]
    public void The_counts_agree()
    {
        foreach (var (name, excerpt, counts) in expected)
        {
            var root = Path.Combine(Environs.Shared!, "data", "annotations", excerpt);
            var result = CliResult.Run("data", "inspect", name, "--root", root, "--json");
            Assert.Equal(0, result.Code);
            Assert.Equal(counts, result.JsonLines.Select(Line));
        }
    }

    private static string Line(JsonElement split) => string.Join(' ', split.EnumerateObject().Skip(2).Select(member => Text(member.Value)));

    private static string? Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => "-",
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Number => FormattableString.Invariant($"{Math.Round(value.GetDouble(), 4)}"),
        _ => value.GetRawText(),
    };
}
