using Gexia.Data.Datasets.PairFiles;

namespace Gexia.Data.Datasets;

/// <summary>The data sets that can be read, by name. A new one is a file of its own and a row here.</summary>
internal static class AnnotationSources
{
    private static readonly IAnnotationSource[] All =
    [
        new PairFileSource(),
        new MsrVtt(),
        new MsrVttQa(),
        new MsvdQa(),
        new Ucf101(),
        new Hmdb51(),
        new ActivityNet(),
        new Thumos14(),
        new InternVid(),
        new ActivityNetCaptions(),
        new Lsmdc(),
        new Lvu("lvu-relationship", "relationship"),
        new Lvu("lvu-way-speaking", "way_speaking"),
        new Lvu("lvu-scene", "scene"),
        new Coin(),
        new CharadesEgo(),
        new How2Qa(),
        new ImageNet(),
        new ClassFolders(),
    ];

    /// <summary>The names of those that give annotations of a kind, in the table's order.</summary>
    public static IReadOnlyList<string> Names<TSource>()
        where TSource : IAnnotationSource => [.. All.OfType<TSource>().Select(source => source.Name)];

    /// <summary>The one of a name that gives annotations of a kind.</summary>
    /// <exception cref="GexiaException">There is none.</exception>
    public static TSource Named<TSource>(string name) where TSource : IAnnotationSource =>
        All.OfType<TSource>().FirstOrDefault(source => source.Name == name)
        ?? throw new GexiaException($"there is no data set '{name}' of this kind; there is {string.Join(", ", Names<TSource>())}.");
}
