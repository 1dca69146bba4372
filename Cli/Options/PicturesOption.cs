using System.CommandLine;
using Gexia.Cli.Parsing;
using Gexia.Data.Image;
using Gexia.Data.Video;
using Gexia.Embeddings;

namespace Gexia.Cli.Options;

/// <summary><c>--decoder</c> and <c>--max-pixels</c>: who decodes pictures, and how large one may be.</summary>
internal sealed class PicturesOption
{
    private const string Managed = "managed", Ffmpeg = "ffmpeg";

    private readonly Option<string> decoder = new("--decoder")
    {
        Description = "Who decodes pictures, animated ones included: managed (this program) or ffmpeg. Videos are always ffmpeg's.",
        DefaultValueFactory = _ => Managed,
        HelpName = "DECODER",
    };

    private readonly Option<long> pixels = new Option<long>("--max-pixels")
    {
        Description = "Largest picture that is decoded, width times height.",
        DefaultValueFactory = _ => PictureLimits.DefaultPixels,
        HelpName = "N",
    }.Between(1, int.MaxValue);

    public PicturesOption() => decoder.OneOf(Managed, Ffmpeg);

    public void AddTo(Command command)
    {
        command.Add(decoder);
        command.Add(pixels);
    }

    /// <summary>The options with what the command line says about pictures.</summary>
    public EmbeddingOptions Of(ParseResult parse, EmbeddingOptions options) =>
        options with { Decoder = DecoderOf(parse), MaxPicturePixels = parse.GetValue(pixels) };

    /// <summary>The limits with what the command line says about pictures.</summary>
    public VideoLimits Of(ParseResult parse, VideoLimits limits) =>
        limits with { Decoder = DecoderOf(parse), MaxPicturePixels = parse.GetValue(pixels) };

    private PictureDecoder DecoderOf(ParseResult parse) =>
        parse.GetValue(decoder) == Ffmpeg ? PictureDecoder.Ffmpeg : PictureDecoder.Managed;
}
