using System.CommandLine;
using Gexia.Cli.Parsing;
using System.Globalization;
using Gexia.Search;

namespace Gexia.Cli.Options;

/// <summary>The options of <c>search</c> that say how much is found, and in which videos.</summary>
internal sealed class SearchFilters
{
    private static readonly string[] dates =
        ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ssK"];

    private readonly Option<int> top = new Option<int>("--top")
    {
        Description = "Most moments of an answer.", HelpName = "N", DefaultValueFactory = _ => SearchOptions.Default.Top
    }.Between(1, 100_000);
    private readonly Option<string?> folder =
        new("--in") { Description = "Only videos in this folder, inside --videos.", HelpName = "FOLDER" };
    private readonly Option<double?> shortest = Length("--min-length", "Only videos at least this long, in seconds or m:ss.");
    private readonly Option<double?> longest = Length("--max-length", "Only videos at most this long.");
    private readonly Option<DateTimeOffset?> since = Date("--since", "Only files last changed on this day or later, such as 2024-06-01.");
    private readonly Option<DateTimeOffset?> before = Date("--before", "Only files last changed before this day.");

    private readonly Option<double?> cut = new("--cut")
    {
        Description = "The score from which on a moment matches; calibrated for these videos when left out.",
        HelpName = "SCORE",
    };

    private readonly Option<double> falseMatches = new Option<double>("--false-matches")
    {
        Description = "Where the calibrated cut lies: the share of texts about nothing in particular that would match something here.",
        HelpName = "SHARE",
        DefaultValueFactory = _ => SearchOptions.Default.FalseMatches,
    }.Between(0.001, 0.5);

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[top, folder, shortest, longest, since, before, cut, falseMatches]) command.Add(option);
    }

    /// <summary>What was said.</summary>
    /// <param name="parse">The command line.</param>
    /// <param name="videos">The folder of the videos, a full path.</param>
    /// <exception cref="CommandException">A folder is not inside that one, or nothing can pass.</exception>
    public SearchOptions Of(ParseResult parse, string videos)
    {
        if (parse.GetValue(cut) is { } least && double.IsNaN(least)) throw CommandException.Usage("search: --cut is not a number.");
        if (parse.GetValue(shortest) > parse.GetValue(longest)) throw CommandException.Usage("search: --min-length is above --max-length.");
        if (parse.GetValue(since) >= parse.GetValue(before)) throw CommandException.Usage("search: --since must lie before --before.");
        return new SearchOptions
        {
            Top = parse.GetValue(top),
            Folder = parse.GetValue(folder) is { } inside ? Inside(videos, inside) : null,
            MinDuration = parse.GetValue(shortest),
            MaxDuration = parse.GetValue(longest),
            From = parse.GetValue(since),
            Until = parse.GetValue(before),
            Cut = parse.GetValue(cut),
            FalseMatches = parse.GetValue(falseMatches),
        };
    }

    /// <summary>The folder relative to the videos' one; it may be given as seen from there or from where the person is.</summary>
    private static string Inside(string videos, string folder)
    {
        foreach (var candidate in (string[])[Path.GetFullPath(folder, videos), Path.GetFullPath(folder)])
        {
            var relative = Path.GetRelativePath(videos, candidate);
            if (Directory.Exists(candidate) && !Path.IsPathRooted(relative) && relative.Split(Path.DirectorySeparatorChar)[0] != "..")
                return relative;
        }
        throw CommandException.BadInput($"{folder}: no such folder in {videos}.");
    }

    private static Option<double?> Length(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "LENGTH",
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (Seconds(text) is { } seconds) return seconds;
            result.AddError($"{name} takes seconds or m:ss, such as 90 or 1:30, not '{text}'.");
            return null;
        },
    };

    private static double? Seconds(string text)
    {
        var parts = text.Split(':');
        var seconds = 0.0;
        for (var i = 0; i < parts.Length; i++)
        {
            var style = i == parts.Length - 1 ? NumberStyles.AllowDecimalPoint : NumberStyles.None;
            if (parts.Length > 3 || !double.TryParse(parts[i], style, CultureInfo.InvariantCulture, out var part) || (i > 0 && part >= 60))
                return null;
            seconds = (60 * seconds) + part;
        }
        return seconds <= 1e9 ? seconds : null;
    }

    private static Option<DateTimeOffset?> Date(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "DATE",
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (DateTimeOffset.TryParseExact(text, dates, CultureInfo.InvariantCulture, DateTimeStyles.AssumeLocal, out var date))
                return date;
            result.AddError($"{name} takes a date such as 2024-06-01 or 2024-06-01T18:30, not '{text}'.");
            return null;
        },
    };
}
