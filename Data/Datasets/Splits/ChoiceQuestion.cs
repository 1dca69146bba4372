namespace Gexia.Data.Datasets.Splits;

/// <summary>A question about a part of a video, and the answers of which one is right.</summary>
/// <param name="Video">What <see cref="VideoFolder"/> finds the file by.</param>
/// <param name="Start">Seconds from the start of the file; 0 where nothing is stated.</param>
/// <param name="End">Seconds, after the start; infinite, the end of the file, where nothing is stated.</param>
/// <param name="Question">Trimmed, otherwise as the file has it; some have no question mark.</param>
/// <param name="Choices">At least two answers, trimmed, in an order that says nothing about which is right; two may be the same.</param>
/// <param name="Answer">Counts <paramref name="Choices"/> from 0: the right one.</param>
internal sealed record ChoiceQuestion(
    string Video, double Start, double End, string Question, IReadOnlyList<string> Choices, int Answer) : IVideoAnnotation;
