using System.Text.Json;
using Gexia.Data.Granularities;
using Gexia.Embeddings.Chat;

namespace Gexia.Cli.Options;

/// <summary>What makes the summaries of a run; of a chat endpoint, with what it did.</summary>
internal sealed class SummaryMaker : IDisposable
{
    private readonly (ChatEndpoint Endpoint, ChatSummarizer Chat, SummaryCache Cache, CheckedSummarizer Taken, string Model)? made;

    /// <param name="summarizer">One that needs no endpoint.</param>
    public SummaryMaker(ISummarizer summarizer) => Summarizer = summarizer;

    /// <param name="endpoint">Answers; belongs to this.</param>
    /// <param name="model">What it calls the model.</param>
    /// <param name="prompt">What is asked.</param>
    /// <param name="least">The least similarity of a reply and its text.</param>
    /// <param name="folder">Keeps replies, and beside them the card that says how they were made.</param>
    /// <param name="concurrency">Requests at once.</param>
    public SummaryMaker(ChatEndpoint endpoint, string model, SummaryPrompt prompt, double least, string folder, int concurrency)
    {
        var chat = new ChatSummarizer(endpoint, model, prompt, concurrency);
        var cache = new SummaryCache(chat, folder);
        var taken = new CheckedSummarizer(cache, new SummaryCard(chat.Id, model, prompt, least), folder);
        Summarizer = taken;
        made = (endpoint, chat, cache, taken, model);
    }

    public ISummarizer Summarizer { get; }

    public void Dispose() => made?.Endpoint.Dispose();

    /// <summary>Says what a chat endpoint did; nothing of other summarizers.</summary>
    public void Tell(Session session)
    {
        if (made is not var (endpoint, chat, cache, taken, _) || taken.Card is null) return;
        session.Note(
            $"summaries: {chat.Asked} texts asked in {endpoint.Requests} requests, {cache.Found} known; "
            + $"model, prompt and check: {taken.Card}");
        if (taken.Count(ReplyVerdict.Shortened) is > 0 and var cut)
            session.Warn($"{cut} replies were longer than asked for and were shortened.");
        if (taken.Fallbacks > 0)
            session.Warn(
                $"{taken.Fallbacks} replies could not be taken, and their summaries are extractive: "
                + $"{taken.Count(ReplyVerdict.Unlike)} have too little to do with the text, {taken.Count(ReplyVerdict.Empty)} are empty, "
                + $"{taken.Count(ReplyVerdict.Prompt)} repeat the prompt.");
    }

    /// <summary>The same as a member of the results: <c>summaries</c>.</summary>
    public void WriteTo(Utf8JsonWriter json)
    {
        if (made is not var (endpoint, chat, cache, taken, model)) return;
        json.WriteStartObject("summaries");
        json.WriteString("model", model);
        json.WriteString("card", taken.Card);
        json.WriteNumber("asked", chat.Asked);
        json.WriteNumber("requests", endpoint.Requests);
        json.WriteNumber("known", cache.Found);
        json.WriteNumber("shortened", taken.Count(ReplyVerdict.Shortened));
        json.WriteStartObject("extractive");
        json.WriteNumber("unlike", taken.Count(ReplyVerdict.Unlike));
        json.WriteNumber("empty", taken.Count(ReplyVerdict.Empty));
        json.WriteNumber("prompt", taken.Count(ReplyVerdict.Prompt));
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
