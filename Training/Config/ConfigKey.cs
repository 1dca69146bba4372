using Gexia.Models;

namespace Gexia.Training.Config;

/// <summary>A key of the configuration.</summary>
/// <param name="Path">Such as <c>training.learningRate</c>; <c>NAME</c> stands for any granularity.</param>
/// <param name="Type">What may be there.</param>
/// <param name="Default">What holds when it is missing; null where it must be there.</param>
/// <param name="Note">The rest.</param>
internal sealed record ConfigKey(string Path, string Type, string? Default, KeyNote Note)
{
    /// <summary>The section that it stands in; empty at the top.</summary>
    public string Section => Path[..Math.Max(0, Path.LastIndexOf('.'))];

    /// <summary>The last part of the path.</summary>
    public string Name => Path[(Path.LastIndexOf('.') + 1)..];

    /// <summary>Whether somebody may mean this key by a word: its name in another spelling, or what other programs call it.</summary>
    public bool IsMeantBy(string word) =>
        Plain(word) is var plain && (Plain(Name) == plain || Note.Usual.Any(usual => Plain(usual) == plain));

    /// <summary>A word without capitals, hyphens and underscores.</summary>
    internal static string Plain(string word) => string.Concat(word.Where(char.IsAsciiLetterOrDigit)).ToLowerInvariant();
}
