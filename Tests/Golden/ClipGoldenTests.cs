using Gexia.Models;
using Gexia.Models.Clip;
using Gexia.Tests.Support;

namespace Gexia.Tests.Golden;

/// <summary>A small random CLIP against PyTorch: features, every block, the loss and every gradient.</summary>
public class ClipGoldenTests
{
    [Fact]
    public void Features_blocks_and_loss_agree()
    {
        var golden = GoldenFiles.Fixture("clip-tiny-activations.safetensors");
        var model = GoldenFiles.LoadTinyClip(GoldenFiles.Fixture("clip-tiny-openai.safetensors"));
        var (image, text) = Encode(model, golden, (name, value) => GoldenFiles.AssertClose(name, Cut(golden[name], value), value, 1e-5));

        GoldenFiles.AssertClose("image_features", golden["image_features"], image, 1e-5);
        GoldenFiles.AssertClose("text_features", golden["text_features"], text, 1e-5);
        GoldenFiles.AssertClose("loss", golden["loss"], ContrastiveLoss.Symmetric(image, text, model.LogitScale), 1e-5);
    }

    [SharedFact]
    public void Gradients_agree_and_both_naming_schemes_are_one_model()
    {
        var golden = GoldenFiles.Shared("clip-tiny", "activations.safetensors");
        var model = GoldenFiles.LoadTinyClip(HuggingFaceNames.ToOpenAi(GoldenFiles.Shared("clip-tiny", "model.safetensors")));
        foreach (var (name, value) in GoldenFiles.Shared("clip-tiny", "openai.safetensors"))
            Assert.Equal(value.ToArray<float>(), model.Parameters[name].Value.ToArray<float>());

        var (image, text) = Encode(model, golden);
        var gradients = ContrastiveLoss.Symmetric(image, text, model.LogitScale).Backward();
        GoldenFiles.AssertGradients(
            HuggingFaceNames.ToOpenAi(GoldenFiles.Shared("clip-tiny", "gradients.safetensors")),
            _ => true,
            name => gradients[model.Parameters[name].Value],
            1e-4);
    }

    internal static (Tensor Image, Tensor Text) Encode(
        ClipModel model, Dictionary<string, Tensor> inputs, Action<string, Tensor>? observe = null)
    {
        var ids = inputs["input_ids"];
        var texts = TextIds.Of(ids.To(DType.Int32).AsSpan<int>(), ids.Shape[1]);
        return (model.EncodeImage(inputs["pixel_values"], Observe("vision")), model.EncodeText(texts, Observe("text")));

        Func<int, Tensor, Tensor> Observe(string tower) => (block, value) =>
        {
            observe?.Invoke($"{tower}.block{block}", value);
            return value;
        };
    }

    // Texts are cut behind the longest of the batch, so the reference is compared as far as ours goes.
    private static Tensor Cut(Tensor golden, Tensor actual) => golden.Slice(1, 0, actual.Shape[1]).Copy();
}
