using Gexia.Models;
using Gexia.Models.Clip;
using Gexia.Models.Layers;
using Gexia.Tests.Support;

namespace Gexia.Tests.Models;

/// <summary>Where texts end, in ids, masks and captured inputs, when tokens were added above the end token (19 of 22).</summary>
public class TextIdsTests
{
    private const int End = 19, Added = 21, Context = 6;

    [Fact]
    public void The_first_end_token_counts_whatever_surrounds_it()
    {
        Assert.Equal([3], Of([1, Added, 5, End, 0, 0]).Ends);
        Assert.Equal([2], Of([1, Added, End, End, End, End]).Ends);       // padded with the end token
        Assert.Equal([1], Of([1, End, Added, End, 0, 0]).Ends);
        Assert.Equal([5], Of([1, 2, 3, 4, Added, End]).Ends);
        Assert.Equal([1], TextIds.Of([1, Added, 5, End, 0, 0], Context).Ends);
    }

    [Fact]
    public void Columns_behind_the_longest_text_are_cut_by_the_same_rule()
    {
        var texts = Of([1, Added, 5, End, 0, 0, 1, End, Added, Added, 0, 0]);
        Assert.Equal([2, 4], texts.Ids.Shape);
        Assert.Equal(4, TextIds.LongestOf([1, Added, 5, End, 0, 0], Context, End));
        Assert.Equal(2, TextIds.LongestOf([1, Added, 5, End, 0, 0], Context));
    }

    [Fact]
    public void Masks_of_texts_and_of_windows_end_with_the_text()
    {
        const float Hidden = float.NegativeInfinity;
        Assert.Equal(
            [0, 0, 0, Hidden, 0, 0, 0, 0], Of([1, Added, End, 0, 0, 0, 1, 5, Added, End, 0, 0]).KeyMask(DType.Float32).ToArray<float>());
        // Two windows a text; the second text needs one only.
        var windows = TextIds.Of(
            [1, Added, End, 0, 0, 0, 1, 5, Added, End, 0, 0, 1, Added, 6, End, 0, 0, 0, 0, 0, 0, 0, 0], 2 * Context, Context, End);
        Assert.Equal([2, 3, 3, -1], windows.Ends);
        Assert.Equal(
            [0, 0, 0, Hidden, 0, 0, 0, 0, 0, 0, 0, 0, Hidden, Hidden, Hidden, Hidden], windows.KeyMask(DType.Float32).ToArray<float>());
    }

    [Fact]
    public void A_text_without_an_end_is_refused()
    {
        Assert.Contains("row 1", Assert.Throws<GexiaException>(() => Of([1, 5, End, 0, 0, 0, 1, 2, 3, 4, 5, Added])).Message);
        // a window that was cut
        Assert.Throws<GexiaException>(() => TextIds.Of([1, 5, End, 0, 0, 0, 1, 2, 3, 4, 5, 6], 2 * Context, Context, End));
        Assert.Throws<GexiaException>(() => Of(new int[Context]));
    }

    [Fact]
    public void Texts_written_over_others_are_as_texts_made_anew()
    {
        var lasting = TextIds.Unwritten((shape, type) => Tensor.Zeros(shape, type), 2, 2, Context, DType.Float64, End);
        foreach (var ids in (int[][])[
            [1, Added, 3, 4, 5, End, 1, Added, End, 0, 0, 0, 1, End, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
            [1, 2, 3, 4, Added, End, 0, 0, 0, 0, 0, 0, 1, Added, End, 0, 0, 0, 1, 2, End, 0, 0, 0]
        ])
        {
            lasting.Write(ids);
            var anew = TextIds.Of(ids, 2 * Context, Context, End);
            Assert.Equal(anew.Ends, lasting.Ends);
            Assert.Equal(anew.Ids.ToArray<int>(), lasting.Ids.ToArray<int>());
            Assert.Equal(anew.KeyMask(DType.Float64).ToArray<double>(), lasting.KeyMask(DType.Float64).ToArray<double>());
        }
        Assert.Throws<GexiaException>(() => lasting.Write(new int[4 * Context]));
    }

    [Fact]
    public void A_model_does_not_take_texts_whose_ends_were_found_otherwise()
    {
        var clip = new ClipModel(ParameterScope.Fresh(new Rng(1)), new()
        {
            Vision = new() { ImageSize = 4, PatchSize = 2, Tower = new() { Width = 8, Layers = 1, Heads = 1 } },
            Text =
                new() { VocabularySize = 22, ContextLength = Context, EndOfText = End, Tower = new() { Width = 8, Layers = 1, Heads = 1 } },
            ProjectionWidth = 4,
        });
        int[] plain = [1, 5, End, 0, 0, 0], extended = [1, Added, End, 0, 0, 0];
        Assert.Equal(clip.EncodeText(Of(plain)).ToArray<float>(), clip.EncodeText(TextIds.Of(plain, Context)).ToArray<float>());
        Assert.Equal([1, 4], clip.EncodeText(Of(extended)).Shape);
        Assert.Contains(
            "Config.Text.EndOfText",
            Assert.ThrowsAny<Exception>(() => clip.EncodeText(TextIds.Of([1, 5, Added, End, 0, 0], Context, cut: false))).Message);
    }

    [Fact]
    public void What_stands_behind_the_end_changes_no_embedding()
    {
        var model = new GexiaModel(ParameterScope.Fresh(new Rng(2)), new()
        {
            Vision = new() { ImageSize = 8, PatchSize = 4, Tower = new() { Width = 8, Layers = 1, Heads = 2 } },
            Text =
                new() { VocabularySize = 22, ContextLength = Context, EndOfText = End, Tower = new() { Width = 8, Layers = 1, Heads = 2 } },
            Iam = new() { Vectors = 2, Width = 8, Heads = 2 },
        });
        var short1 = model.EncodeText(Of([1, Added, 5, End, 0, 0]), 2).ToArray<float>();
        var long1 = model.EncodeText(TextIds.Of([1, Added, 5, End, Added, 7], Context, cut: false, End), 2).ToArray<float>();
        for (var i = 0; i < short1.Length; i++) Assert.Equal(short1[i], long1[i], 1e-6f);
    }

    private static TextIds Of(int[] ids) => TextIds.Of(ids, Context, endOfText: End);
}
