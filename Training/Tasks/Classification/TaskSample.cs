namespace Gexia.Training.Tasks.Classification;

/// <summary>A video, perhaps a text about it, and its class.</summary>
/// <param name="File">Name of the video's file.</param>
/// <param name="Text">The question; empty where there is none.</param>
/// <param name="Label">The right class; <see cref="NoClass"/> where it is none of those that can be given.</param>
/// <param name="Group">What figures are told apart by, such as the question word; empty where nothing is.</param>
internal sealed record TaskSample(string File, string Text, int Label, string Group = "")
{
    /// <summary>A label that no answer of a head is.</summary>
    public const int NoClass = -1;
}

/// <summary>Some samples as pixels, ids and classes.</summary>
/// <param name="Data">Pixels and ids.</param>
/// <param name="Labels">[samples].</param>
internal sealed record SampleBatch(Data.Loading.Batch Data, int[] Labels);
