using Gexia.Training.Ablations;
using static Gexia.Cli.Reproduce.Ablations.AblationTables;

namespace Gexia.Cli.Reproduce.Ablations;

/// <summary>
/// T11 (appendix F): classification of single frames without training on the classes, before and after a stage of images at 0–1.
/// </summary>
internal static class ImageTable
{
    private static readonly AblationTraining before = AblationTraining.Source, after = AblationTraining.Images;

    public static AblationTable Table { get; } = new(
        "T11", "zero-shot classification of images; the paper's ImageNet of 1000 classes, ours middle frames of 96 classes",
        [
            Published("CLIP, YFCC-15M", 32.8), Published("SLIP, YFCC-15M", 34.3), Published("FILIP, YFCC-15M", 39.5),
            Row("video-text only, 0-1", double.NaN, before, 0), Row("video-text only, 1-1", 32.5, before, 1),
            Row("video-text only, 3-1", 31.0, before, 3), Row("after the image stage, 1-1", 33.9, after, 1),
            Row("after the image stage, 3-1", 31.5, after, 3), Row("after the image stage, 0-1", 40.6, after, 0),
        ],
        [
            Claim("after the image stage 0-1 is ahead of 1-1 and 3-1", 6.7, Images(after, 0, 1), Images(after, 1, 1), Images(after, 3, 1)),
            Claim("after the image stage 1-1 is ahead of 3-1", 2.4, Images(after, 1, 1), Images(after, 3, 1)),
            Claim(
                "0-1 after the image stage is ahead of everything before it", 8.1, Images(after, 0, 1), Images(before, 0, 1),
                Images(before, 1, 1), Images(before, 3, 1)),
            Claim("the image stage helps at 1-1", 1.4, Images(after, 1, 1), Images(before, 1, 1)),
            Claim("the image stage helps at 3-1", 0.5, Images(after, 3, 1), Images(before, 3, 1)),
            Claim("video-text only, 1-1 is ahead of 3-1", 1.5, Images(before, 1, 1), Images(before, 3, 1)),
        ]);

    private static AblationRow Published(string name, double accuracy) => new(name, [new("imagenet_accuracy", accuracy)], []);

    private static AblationRow Row(string name, double paper, AblationTraining training, int video) =>
        new(name, [new("imagenet_accuracy", paper)], ("", Images(training, video, 1)));

    private static AblationClaim Claim(string text, double paper, AblationCell ahead, params AblationCell[] behind) =>
        new(text, "accuracy", paper, ahead, behind);
}
