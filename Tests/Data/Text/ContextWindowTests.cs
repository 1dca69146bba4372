using Gexia.Data.Text;

namespace Gexia.Tests.Data.Text;

public class ContextWindowTests
{
    private static readonly WordTokenizer Words = new(["a", "b", "c"]);         // 2, 3, 4; start 1, end 5

    [Theory]
    [InlineData("", 4, new[] { 1, 5, 0, 0 }, false)]
    [InlineData("a b", 6, new[] { 1, 2, 3, 5, 0, 0 }, false)]
    [InlineData("a b c", 5, new[] { 1, 2, 3, 4, 5 }, false)]
    [InlineData("a b c", 4, new[] { 1, 2, 3, 5 }, true)]
    [InlineData("a b c", 2, new[] { 1, 5 }, true)]
    public void Tokens_are_framed_padded_and_cut(string text, int length, int[] expected, bool cut)
    {
        Assert.Equal(expected, Words.EncodeForModel(text, length, out var truncated));
        Assert.Equal(cut, truncated);
    }

    [Fact]
    public void The_end_token_is_where_the_largest_id_is()
    {
        var ids = Fixture.Clip.EncodeForModel("A photo of a cat!", 77, out _);
        Assert.Equal([49_406, 320, 1_125, 539, 320, 2_368, 256, 49_407, 0], ids[..9]);
        Assert.Equal(7, Array.IndexOf(ids, ids.Max()));
    }

    [Fact]
    public void A_context_without_room_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Words.EncodeForModel("a", 1, out _));
}
