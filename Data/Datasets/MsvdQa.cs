using Gexia.Data.Datasets.Splits;

namespace Gexia.Data.Datasets;

/// <summary>
/// MSVD-QA (Xu et al., ACM Multimedia 2017): questions made from the captions of MSVD. Video 1451 is <c>vid1451</c>, or what
/// <c>youtube_mapping.txt</c> beside the questions calls it, such as <c>-4wsuPCjDBc_5_15</c>, by which copies of the videos name the files.
/// </summary>
internal sealed class MsvdQa : IQuestionSource
{
    private const string Mapping = "youtube_mapping.txt", Prefix = "vid";

    /// <inheritdoc/>
    public string Name => "msvd-qa";

    /// <inheritdoc/>
    public string Form => $"MSVD-QA has {QuestionFiles.Form}, and {Mapping}, which may be left out where videos are called vid1 and so on.";

    /// <inheritdoc/>
    public IReadOnlyList<string> Splits(string root) => QuestionFiles.Splits(this, root);

    /// <inheritdoc/>
    public DatasetSplit<VideoQuestion> Questions(string root, string split, CancellationToken cancellation)
    {
        var names = Names(Path.Combine(root, Mapping), cancellation);
        return QuestionFiles.Read(this, root, split, Prefix, video => names.GetValueOrDefault(video, video), cancellation);
    }

    /// <summary>From <c>vid1</c> to the name on YouTube with the times of the clip; lines are <c>name vid1</c>.</summary>
    private static Dictionary<string, string> Names(string path, CancellationToken cancellation)
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        if (!Path.Exists(path)) return names;
        foreach (var line in ListedLine.Read(path, cancellation))
        {
            var (name, video) = line.Cut();
            if (video.Length <= Prefix.Length || !video.StartsWith(Prefix, StringComparison.Ordinal)
                || video.AsSpan(Prefix.Length).ContainsAnyExceptInRange('0', '9'))
                throw line.Error($"expected a name and {Prefix}N; got {SplitRules.Quoted(line.Text)}.");
            if (!names.TryAdd(video, name)) throw line.Error($"{video} has a name already: '{names[video]}'.");
        }
        return names;
    }
}
