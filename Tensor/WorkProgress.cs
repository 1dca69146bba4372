namespace Gexia;

/// <summary>How far a part of a longer work is; a program that waits for it can say so.</summary>
/// <param name="Work">What is done, such as "reading videos".</param>
/// <param name="Done">How many are done, 0..<paramref name="Total"/>.</param>
/// <param name="Total">How many there are.</param>
/// <remarks>
/// Libraries report to an <see cref="IProgress{T}"/> that a caller hands over, from whichever thread does the work; nothing depends on
/// what becomes of a report.
/// </remarks>
public readonly record struct WorkProgress(string Work, long Done, long Total);
