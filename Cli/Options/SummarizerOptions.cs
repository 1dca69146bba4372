using System.CommandLine;
using System.Globalization;
using Gexia.Cli.Parsing;
using Gexia.Data.Granularities;
using Gexia.Embeddings.Chat;
using Gexia.Io;

namespace Gexia.Cli.Options;

/// <summary><c>--summarizer</c>, <c>--cache</c> and the options of a chat endpoint: what makes summaries and keeps them.</summary>
internal sealed class SummarizerOptions
{
    private const string Extractive = "extractive", Scene = "scene", Chat = "chat", CacheFolder = "summaries";
    private const int LongestModel = 200;

    private readonly Option<string> summarizer = new("--summarizer")
    {
        Description = "What makes the summaries that are not given: extractive; scene for synthetic videos; chat, a language model behind "
            + "--chat-url.",
        DefaultValueFactory = _ => Extractive
    };

    private readonly Option<string?> cache = new Option<string?>("--cache")
    {
        Description = $"Folder that keeps summaries from run to run; with chat, {CacheFolder} in the folder of the results when left out.",
        HelpName = "DIR"
    }.Is(PathKind.OutputFolder);

    private readonly Option<string?> url = new("--chat-url")
    {
        Description = "OpenAI-compatible endpoint of llama.cpp's server, vLLM, Ollama or a service. "
            + $"A key is taken from the environment variable {ChatEndpoint.KeyVariable} and is written nowhere.",
        HelpName = "URL"
    };

    private readonly Option<string?> model = new("--chat-model") { Description = "The model, as the endpoint calls it.", HelpName = "ID" };

    private readonly Option<string?> prompt = new Option<string?>("--chat-prompt")
    {
        Description = "File with the prompt: {text} and {maxWords} are replaced. A plain one of our own when left out.", HelpName = "FILE"
    }.Is(PathKind.File);

    private readonly Option<bool> isPrivate = new("--chat-private")
    {
        Description = "Allow an endpoint on this machine or in a private network."
    };

    private readonly Option<int> concurrency =
        new Option<int>("--chat-concurrency") { Description = "Requests at once.", DefaultValueFactory = _ => 4 }.Between(1, 64);

    private readonly Option<int> attempts =
        new Option<int>("--chat-attempts") { Description = "How often a text is asked for.", DefaultValueFactory = _ => 5 }.Between(1, 20);

    private readonly Option<int> timeout = new Option<int>("--chat-timeout")
    {
        Description = "Seconds that an attempt may take.", DefaultValueFactory = _ => 120
    }.Between(1, 3600);

    private readonly Option<double> similarity = new Option<double>("--chat-similarity")
    {
        Description = "Least share of a reply's content words that must stand in the text; below, the summary is extractive.",
        DefaultValueFactory = _ => ReplyCheck.LeastSimilarity
    }.Between(0.0, 1.0);

    public SummarizerOptions() => summarizer.OneOf(Extractive, Scene, Chat);

    private IEnumerable<Option> ChatOnly => [url, model, prompt, isPrivate, concurrency, attempts, timeout, similarity];

    public void AddTo(Command command)
    {
        foreach (var option in (IEnumerable<Option>)[summarizer, cache, .. ChatOnly]) command.Add(option);
    }

    /// <summary>Opens what makes summaries. Nothing is asked yet.</summary>
    /// <param name="parse">The command line.</param>
    /// <param name="output">The folder of the results; null where there is none, and chat needs one to keep its replies.</param>
    /// <param name="seed">Of the chance in the waits.</param>
    /// <exception cref="CommandException">The options do not fit together.</exception>
    public SummaryMaker Open(ParseResult parse, string? output, ulong seed)
    {
        var kind = parse.GetValue(summarizer);
        if (kind == Chat) return OpenChat(parse, parse.GetValue(cache) ?? Kept(parse, output), seed);
        if (ChatOnly.FirstOrDefault(option => parse.GetResult(option) is { Implicit: false }) is { } idle)
            throw CommandException.Usage($"{parse.CommandResult.Command.Name}: {idle.Name} needs --summarizer chat.");
        ISummarizer maker = kind == Scene ? new SceneSummarizer() : new ExtractiveSummarizer();
        return new SummaryMaker(parse.GetValue(cache) is { } folder ? new SummaryCache(maker, folder) : maker);
    }

    private static string Kept(ParseResult parse, string? output) => output is not null
        ? Path.Combine(output, CacheFolder)
        : throw CommandException.Usage(
            $"{parse.CommandResult.Command.Name}: --summarizer chat keeps its replies. Say where, with --cache DIR.");

    private SummaryMaker OpenChat(ParseResult parse, string folder, ulong seed)
    {
        var verb = parse.CommandResult.Command.Name;
        if (parse.GetValue(url) is not { } place || parse.GetValue(model) is not { } name)
            throw CommandException.Usage($"{verb}: --summarizer chat needs --chat-url and --chat-model.");
        if (name.Length is 0 or > LongestModel || name.Any(char.IsControl) || name.Any(char.IsSurrogate))
            throw CommandException.Usage($"{verb}: --chat-model takes 1..{LongestModel} characters without control characters.");
        var question = parse.GetValue(prompt) is { } file ? Prompt(file) : SummaryPrompt.Default;
        var limits = new ChatLimits
        {
            TakesPrivate = parse.GetValue(isPrivate),
            Concurrency = parse.GetValue(concurrency),
            Attempts = parse.GetValue(attempts),
            Reply = TimeSpan.FromSeconds(parse.GetValue(timeout)),
        };
        var endpoint = new ChatEndpoint(
            ChatAddress.Parse(place, limits.TakesPrivate), limits, new Rng(seed),
            Environment.GetEnvironmentVariable(ChatEndpoint.KeyVariable));
        return new SummaryMaker(endpoint, name, question, parse.GetValue(similarity), folder, limits.Concurrency);
    }

    private static SummaryPrompt Prompt(string file)
    {
        var text = InputFile.ReadAllText(file, 4 * SummaryPrompt.Longest).Trim();
        return text.Length is > 0 and <= SummaryPrompt.Longest
            ? new SummaryPrompt(text)
            : throw CommandException.BadInput($"{file}: a prompt has 1..{SummaryPrompt.Longest:N0} characters; this has {text.Length:N0}.");
    }
}
