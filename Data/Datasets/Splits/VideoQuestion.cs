namespace Gexia.Data.Datasets.Splits;

/// <summary>A question about a video, and the right answer.</summary>
/// <param name="Video">What <see cref="VideoFolder"/> finds the file by.</param>
/// <param name="Question">Trimmed, otherwise as the file has it; some files leave out the question mark.</param>
/// <param name="Answer">Trimmed, otherwise as the file has it.</param>
/// <param name="Id">The number that the data set gives the question.</param>
internal sealed record VideoQuestion(string Video, string Question, string Answer, long Id) : IVideoAnnotation;
