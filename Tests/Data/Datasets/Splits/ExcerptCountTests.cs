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
        ("activitynet-captions", "activitynet_captions",
            [
                "train 108 108 403 0 {} 113.7666 50.3056", "val_1 78 78 290 0 {\"no_caption\":2} 119.1723 48.9103",
                "val_2 74 74 273 0 {\"no_caption\":6} 117.8411 46.8243"
            ]),
        ("lvu-relationship", "lvu",
            ["train 75 75 0 4 {} 120.1429 -", "val 27 27 0 4 {} 110.6667 -", "test 21 21 0 3 {} 94 -"]),
        ("lvu-way-speaking", "lvu",
            ["train 470 470 0 5 {} 128.3038 -", "val 103 103 0 5 {} 127.8571 -", "test 101 101 0 5 {} 130.2381 -"]),
        ("lvu-scene", "lvu", ["train 279 279 0 6 {} 123.2143 -", "val 60 60 0 6 {} 127 -", "test 43 43 0 6 {} 143.9091 -"]),
        ("coin", "coin", ["training 1 1 0 1 {} 131.0309 -"]),
        ("charades-ego", "charades_ego",
            [
                "train 220 220 157 147 {} 29.7879 3.8471", "test 120 120 157 149 {} 28.5812 3.8471",
                "egocentric_test 40 40 157 128 {} 29.4146 3.8471"
            ]),
        ("how2qa", "how2qa", ["val 129 355 355 250 {} 14.9882 7.4676", "test_public 68 158 158 147 {} 17.9217 7.2848"]),
        ("imagenet", "imagenet", ["val 0 0 0 300 {} - -"]),
        ("internvid", "../clips", ["internvid_style 36 107 107 0 {} 3.3676 11.3645"]),
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
