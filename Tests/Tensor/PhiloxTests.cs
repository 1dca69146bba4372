namespace Gexia.Tests.Tensors;

/// <summary>The generator against the published known answers, and its streams.</summary>
public class PhiloxTests
{
    [Theory]
    [InlineData(0, 0, 0, new[] { 0x6627e8d5u, 0xe169c58du, 0xbc57ac4cu, 0x9b00dbd8u })]
    [InlineData(ulong.MaxValue, ulong.MaxValue, ulong.MaxValue, new[] { 0x408f276du, 0x41c83b0eu, 0xa20bc7c6u, 0x6d5451fdu })]
    [InlineData(
        0x299f31d0a4093822ul, 0x85a308d3243f6a88ul, 0x0370734413198a2eul, new[] { 0xd16cfe09u, 0x94fdccebu, 0x5001e420u, 0x24126ea1u })]
    public void Known_answers_of_philox4x32_10(ulong key, ulong low, ulong high, uint[] expected)
    {
        var result = new uint[4];
        Rng.Philox(key, low, high, result);
        Assert.Equal(expected, result);
    }

    [Fact]
    public void A_stream_is_the_blocks_of_its_counter_in_order()
    {
        var rng = new Rng(seed: 7, stream: 9);
        var block = new uint[4];
        for (var counter = 0ul; counter < 5; counter++)
        {
            Rng.Philox(7, counter, 9, block);
            for (var i = 0; i < 4; i++) Assert.Equal(block[i], rng.NextUInt32());
        }
    }

    [Fact]
    public void A_stream_does_not_depend_on_what_was_drawn_before()
    {
        var fresh = new Rng(1).At(5, "frames").NextUInt64();
        var used = new Rng(1);
        for (var i = 0; i < 7; i++) used.NextNormal();
        used.At(4, "frames").NextDouble();
        Assert.Equal(fresh, used.At(5, "frames").NextUInt64());
    }

    [Fact]
    public void Every_coordinate_gives_another_stream()
    {
        var seen = new HashSet<ulong>();
        var count = 0;
        foreach (var seed in (ulong[])[0, 1, 2, ulong.MaxValue])
            foreach (var step in (long[])[-1, 0, 1, 2, long.MaxValue])
                foreach (var use in (string[])["", "a", "b", "ab", "ba", "frames"])
                {
                    seen.Add(new Rng(seed).At(step, use).NextUInt64());
                    seen.Add(new Rng(seed).At(step, use).At(step, use).NextUInt64());
                    count += 2;
                }
        Assert.Equal(count, seen.Count);
    }
}
