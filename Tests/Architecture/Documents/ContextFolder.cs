using Gexia.Data.Granularities;
using Gexia.Data.Image;
using Gexia.Data.Synthetic;
using Gexia.Io;
using Gexia.Tests.Support;

namespace Gexia.Tests.Architecture.Documents;

/// <summary>The folder that a block finds itself in, with the files that documents speak of.</summary>
internal static class ContextFolder
{
    /// <summary>
    /// Writes <c>clip-vit-base-patch32</c> (its tokenizer, and a CLIP of a few kilobytes), <c>clip.safetensors</c> (the weights of
    /// <see cref="Context.Clip"/>), pictures <c>cat.png</c>, <c>cat.jpg</c> and <c>photo.jpg</c>, a video <c>cat.mp4</c> (animated PNG:
    /// contents count, not names), videos in <c>holidays</c>, and their captions in <c>captions.jsonl</c>.
    /// </summary>
    public static void Write(string folder)
    {
        string In(string name) => Path.Combine(folder, name);
        Directory.CreateDirectory(folder);
        TinyClip.Write(In("clip-vit-base-patch32"));
        SafeTensorsWriter.Write(
            In("clip.safetensors"), Context.Clip.Parameters.Select(parameter => KeyValuePair.Create(parameter.Name, parameter.Value)));
        SyntheticFolder.Write(In("holidays"), Context.Sources);
        File.Move(Path.Combine(In("holidays"), SyntheticFolder.PairsFile), In("captions.jsonl"));
        File.Delete(Path.Combine(In("holidays"), SyntheticFolder.SummariesFile));
        var video = Directory.EnumerateFiles(In("holidays")).Order(StringComparer.Ordinal).First();
        File.Copy(video, In("cat.mp4"));
        Png.Write(In("cat.png"), Context.Sources[0].Video.Frames[0]);
        foreach (var name in (string[])["cat.jpg", "photo.jpg"])
        {
            using var file = File.Create(In(name));
            Jpeg.Encode(file, Context.Sources[0].Video.Frames[0]);
        }
    }
}
