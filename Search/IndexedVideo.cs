namespace Gexia.Search;

/// <summary>A video of the index.</summary>
/// <param name="File">Relative to the index's folder, with <c>/</c> between folders.</param>
/// <param name="Modified">When the file was last written.</param>
/// <param name="Content">What was embedded.</param>
public sealed record IndexedVideo(string File, DateTimeOffset Modified, EmbeddedVideo Content);
