using Gexia.Data.Video;

namespace Gexia.Data.Datasets;

/// <summary>Files of videos that a data set names by an id, without the ending that its copy on this disk has.</summary>
internal static class VideoNames
{
    /// <summary>The name of the file of a video; the id with the commonest ending where there is none.</summary>
    /// <param name="videos">The folder of the videos; null where there is no such folder.</param>
    /// <param name="id">Such as <c>video7010</c>, or <c>movie/clip_00.07.27</c>: all before the last point of the name.</param>
    public static string ForId(VideoFolder? videos, string id) => videos?.Find(id) ?? id + VideoEndings.All[0];

    /// <summary>The name of the file whose stem is the id; null where there is none.</summary>
    /// <param name="folder">The folder of the videos.</param>
    /// <param name="id">Such as <c>video7010</c>, or <c>movie/clip_00.07.27</c>.</param>
    public static string? Existing(string folder, string id) =>
        VideoEndings.All.Select(ending => id + ending).FirstOrDefault(name => File.Exists(Path.Combine(folder, name)));
}
