namespace Gexia.Data.Datasets;

/// <summary>A pair that cannot be used as its file gives it.</summary>
/// <param name="Line">Line of the pairs file, counted from 1.</param>
/// <param name="Video">The video that it names, or the first of several.</param>
/// <param name="Reason">What is wrong with it, and what was done where it was not left out.</param>
/// <param name="IsUsed">Whether it is used nevertheless, changed as the reason says.</param>
public sealed record BadPair(int Line, string Video, string Reason, bool IsUsed = false);
