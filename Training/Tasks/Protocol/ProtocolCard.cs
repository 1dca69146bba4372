using System.Text.Json;
using Gexia.Io;
using Gexia.Training.Evaluation;

namespace Gexia.Training.Tasks.Protocol;

/// <summary>
/// How figures were measured, in full: what someone has to know who compares them with others'. A run keeps it as
/// <c>protocol.json</c>.
/// </summary>
internal sealed record ProtocolCard
{
    /// <summary>What was measured: retrieval, or the name of a kind of task.</summary>
    public required string Task { get; init; }

    /// <summary>Name of the data set.</summary>
    public required string Dataset { get; init; }

    /// <summary>Kind of the model.</summary>
    public required string Model { get; init; }

    /// <summary>What learned, in a word.</summary>
    public required string Trained { get; init; }

    /// <summary>Updates of the weights.</summary>
    public required long Steps { get; init; }

    /// <summary>Frames of a video, or of a window of it.</summary>
    public required int Frames { get; init; }

    /// <summary>Which frames, and which part of a frame.</summary>
    public required FrameViews Views { get; init; }

    /// <summary>What was asked of the model besides, such as #iter.</summary>
    public required string Options { get; init; }

    /// <summary>What makes the answer of features.</summary>
    public required string Head { get; init; }

    /// <summary>What becomes of equal scores.</summary>
    public required string Ties { get; init; }

    /// <summary>A row for each pair of splits.</summary>
    public required IReadOnlyList<CardSplit> Splits { get; init; }

    /// <summary>Every figure's mean over the pairs of splits.</summary>
    public IReadOnlyList<MeasuredFigure> Figures =>
    [
        .. Splits.SelectMany(split => split.Result.Figures).GroupBy(figure => figure.Name)
            .Select(same => MeasuredFigure.Mean(same.Key, [.. same]))
    ];

    /// <summary>As an object.</summary>
    public void WriteTo(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("task", Task);
        json.WriteString("dataset", Dataset);
        json.WriteString("model", Model);
        json.WriteString("trained", Trained);
        json.WriteNumber("steps", Steps);
        json.WriteNumber("frames", Frames);
        Views.WriteTo(json);
        if (Options.Length > 0) json.WriteString("options", Options);
        json.WriteString("head", Head);
        json.WriteString("ties", Ties);
        json.WriteStartArray("splits");
        foreach (var split in Splits) split.WriteTo(json);
        json.WriteEndArray();
        if (Splits.Count > 1) json.WriteString("averaged_over", string.Join(' ', Splits.Select(split => split.Name)));
        WriteFigures(json, Figures);
        json.WriteEndObject();
    }

    /// <summary>Keeps it in a file, atomically.</summary>
    public void Save(string path) => AtomicFile.Write(path, stream =>
    {
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, NewLine = "\n" })) WriteTo(json);
        stream.WriteByte((byte)'\n');
    });

    // JSON has no word for a figure of nothing.
    internal static void WriteFigures(Utf8JsonWriter json, IReadOnlyList<MeasuredFigure> figures)
    {
        json.WriteStartObject("figures");
        foreach (var figure in figures)
        {
            json.WritePropertyName(figure.Name);
            WriteNumber(json, figure.Value);
        }
        json.WriteEndObject();
        WriteIntervals(json, figures);
    }

    /// <summary>Where each figure lies in 95 of 100 draws of items.</summary>
    internal static void WriteIntervals(Utf8JsonWriter json, IReadOnlyList<MeasuredFigure> figures)
    {
        json.WriteStartObject("intervals");
        foreach (var figure in figures)
        {
            json.WriteStartArray(figure.Name);
            WriteNumber(json, figure.Interval.Low);
            WriteNumber(json, figure.Interval.High);
            json.WriteEndArray();
        }
        json.WriteEndObject();
    }

    private static void WriteNumber(Utf8JsonWriter json, double value)
    {
        if (double.IsFinite(value)) json.WriteNumberValue(value);
        else json.WriteNullValue();
    }
}

/// <summary>What was measured on one pair of splits.</summary>
/// <param name="Name">What tells it from others.</param>
/// <param name="Weights">Digest of the weights, those of the model and of the head.</param>
/// <param name="Result">Counts and figures.</param>
internal sealed record CardSplit(string Name, string Weights, PartResult Result)
{
    /// <summary>As an object.</summary>
    public void WriteTo(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        if (Name.Length > 0) json.WriteString("name", Name);
        json.WriteString("weights", Weights);
        if (!Result.Train.IsNone)
        {
            json.WritePropertyName("train");
            Result.Train.WriteTo(json);
        }
        json.WritePropertyName("test");
        Result.Test.WriteTo(json);
        foreach (var (key, value) in Result.Details) json.WriteNumber(key, value);
        ProtocolCard.WriteFigures(json, Result.Figures);
        json.WriteEndObject();
    }
}
