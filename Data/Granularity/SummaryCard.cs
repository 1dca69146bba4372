using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Gexia.Io;

namespace Gexia.Data.Granularities;

/// <summary>What says, beside the summaries of a language model, how they were made: model, prompt, check.</summary>
/// <remarks>
/// A file in the folder of a <see cref="SummaryCache"/>, one for each way of making summaries, named by it. With the card as
/// <c>data.summaries</c>, a training takes its summaries from that folder and makes no connection.
/// </remarks>
/// <param name="Id">Of the summarizer whose replies the folder keeps.</param>
/// <param name="Model">What the endpoint calls the model.</param>
/// <param name="Prompt">What was asked.</param>
/// <param name="Least">The least similarity of a reply and its text, see <see cref="ReplyCheck.Similarity"/>.</param>
internal sealed record SummaryCard(string Id, string Model, SummaryPrompt Prompt, double Least)
{
    /// <summary>How the names of cards end.</summary>
    public const string Suffix = ".card.json";

    private const int Largest = 1 << 18;

    /// <summary>Whether a file is called as cards are.</summary>
    public static bool IsCard(string path) => path.EndsWith(Suffix, StringComparison.Ordinal);

    /// <summary>Its name in the folder.</summary>
    public string Name =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(FormattableString.Invariant($"{Id}\0{Least:R}"))))[..16] + Suffix;

    /// <summary>Writes the card into a folder, which is made where there is none.</summary>
    /// <returns>Where it lies.</returns>
    /// <exception cref="IOException">It cannot be written.</exception>
    public string Write(string folder)
    {
        var path = Path.Combine(folder, Name);
        AtomicFile.Write(path, stream =>
        {
            using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true });
            json.WriteStartObject();
            json.WriteString("summarizer", Id);
            json.WriteString("model", Model);
            json.WriteString("prompt", Prompt.Template);
            json.WriteNumber("temperature", 0);
            json.WriteNumber("least_similarity", Least);
            json.WriteString("otherwise", ReplyCheck.Otherwise.Id);
            json.WriteEndObject();
        });
        return path;
    }

    /// <summary>Reads a card.</summary>
    /// <exception cref="GexiaException">There is no such file, or it is malformed; names it.</exception>
    public static SummaryCard Open(string path)
    {
        using var json = StrictJson.Parse(
            InputFile.ReadAllUtf8(path, Largest), path, new() { MaxDepth = 4, AllowDuplicateProperties = false });
        var card = new JsonRecord(json.RootElement, path);
        var least = card.OptionalNumber("least_similarity") ?? throw card.Error("'least_similarity' is missing.");
        if (least is < 0 or > 1) throw card.Error($"'least_similarity' lies between 0 and 1, got {least:R}.");
        return new SummaryCard(card.Text("summarizer"), card.Text("model"), new SummaryPrompt(card.Text("prompt")), least);
    }

    /// <summary>What the card's folder holds of a text, checked; null where it holds nothing.</summary>
    /// <param name="folder">Where the card lies.</param>
    /// <param name="text">What was summarised.</param>
    /// <param name="maxWords">The longest summary that was asked for.</param>
    public string? Find(string folder, string text, int maxWords)
    {
        if (string.IsNullOrWhiteSpace(text)) return "";
        return SummaryCache.Find(folder, Id, text, maxWords) is { } reply
            ? ReplyCheck.Of(text, reply, maxWords, Prompt, Least).Summary
            : null;
    }
}
