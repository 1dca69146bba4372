namespace Gexia.Cli.Pull;

/// <summary>A published file whose content is known by its SHA-256, so that it does not matter who hands it over.</summary>
/// <param name="Name">What people ask for.</param>
/// <param name="File">Its name in the cache.</param>
/// <param name="Url">Where its authors publish it.</param>
/// <param name="Sha256">Hexadecimal, lower case; OpenAI's addresses carry it too.</param>
internal sealed record PinnedModel(string Name, string File, string Url, string Sha256)
{
    private const string OpenAi = "https://openaipublic.azureedge.net/clip/models";

    /// <summary>OpenAI's vision transformers, as openai/CLIP's clip/clip.py lists them.</summary>
    public static IReadOnlyList<PinnedModel> All { get; } =
    [
        Of("openai/clip-vit-base-patch32", "ViT-B-32.pt", "40d365715913c9da98579312b702a82c18be219cc2a73407c4526f58eba950af"),
        Of("openai/clip-vit-base-patch16", "ViT-B-16.pt", "5806e77cd80f8b59890b7e101eabd078d9fb84e6937f9e85e4ecb61988df416f"),
        Of("openai/clip-vit-large-patch14", "ViT-L-14.pt", "b8cca3fd41ae0c99ba7e8951adf17d267cdb84cd88be6f7c2e0eca1737a03836"),
        Of("openai/clip-vit-large-patch14-336", "ViT-L-14-336px.pt", "3035c92b350959924f9f00213499208652fc7ea050643e8b385c2dac08641f02"),
    ];

    private static PinnedModel Of(string name, string file, string sha256) => new(name, file, $"{OpenAi}/{sha256}/{file}", sha256);
}
