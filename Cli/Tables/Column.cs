namespace Gexia.Cli.Tables;

/// <summary>One column of a <see cref="TextTable"/>.</summary>
/// <param name="Header">Its name; may be set over several lines, broken between words.</param>
/// <param name="Priority">
/// 0 for a column that always stays. Where a terminal is too narrow, the columns of the highest priority go first, all of them together.
/// </param>
/// <param name="Group">Neighbours of one group share a second header above theirs; empty for none.</param>
internal sealed record Column(string Header, int Priority = 0, string Group = "")
{
    /// <summary>Set to the right.</summary>
    public bool IsNumber { get; private init; }

    /// <summary>Its cells may be set over several lines, broken between words.</summary>
    public bool Wraps { get; private init; }

    /// <summary>Figures: to the right, never broken.</summary>
    public static Column Number(string header, int priority = 0, string group = "") => new(header, priority, group) { IsNumber = true };

    /// <summary>Sentences: broken between words where there is not enough room.</summary>
    public static Column Text(string header, int priority = 0, string group = "") => new(header, priority, group) { Wraps = true };

    /// <summary>Names, paths, units: never broken.</summary>
    public static Column Word(string header, int priority = 0, string group = "") => new(header, priority, group);
}
