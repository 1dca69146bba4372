namespace Gexia.Cli.Options;

/// <summary>How files of pairs look, as every verb that takes one shows it.</summary>
internal static class PairExamples
{
    private static readonly string[] lines =
    [
        "",
        "Pairs as JSON Lines (start and end may be left out for the whole video; a name is relative to the folder of videos, or absolute):",
        """{"video": "a.mp4", "start": 0, "end": 3.3, "caption": "a dog runs"}""",
        """{"video": "a.mp4", "start": 3.3, "end": 7.5, "caption": "it jumps over a hedge", "source": "walk 1"}""",
        """{"video": "/films/b.mp4", "caption": "a cat sleeps in the sun"}""",
        "or as CSV, with the columns in any order, parted by ',', ';', tabs or '|'; decimals have a point:",
        "video,start,end,caption",
        "a.mp4,0,3.3,a dog runs",
        "/films/b.mp4,,,\"a cat, asleep in the sun\"",
    ];

    /// <summary>Examples of a verb, then the forms.</summary>
    public static string[] With(params string[] examples) => [.. examples, .. lines];
}
