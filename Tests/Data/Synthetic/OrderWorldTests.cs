using Gexia.Data.Synthetic;

namespace Gexia.Tests.Data.Synthetic;

public sealed class OrderWorldTests
{
    private static string Key(IEnumerable<Scene> scenes) => string.Join('|', scenes.Select(SceneGrammar.Caption));

    private static string SetOf(SyntheticSource source) =>
        string.Join('|', source.Scenes.Select(SceneGrammar.Caption).Order(StringComparer.Ordinal));

    [Fact]
    public void A_palette_has_four_still_scenes_of_two_colours_and_two_shapes()
    {
        Assert.Equal(15 * 6, ScenePalette.All.Distinct().Count());
        foreach (var palette in ScenePalette.All)
        {
            var scenes = palette.On(SceneBackground.Striped);
            Assert.Equal(
                (4, 2, 2),
                (
                    scenes.Distinct().Count(), scenes.Select(scene => scene.Color).Distinct().Count(),
                    scenes.Select(scene => scene.Shape).Distinct().Count()));
            Assert.All(scenes, scene => Assert.Equal((SceneMotion.Still, SceneBackground.Striped), (scene.Motion, scene.Background)));
        }
        Assert.Equal(90, ScenePalette.All.Select(palette => Key(palette.On(SceneBackground.Dark))).Distinct().Count());
    }

    [Fact]
    public void The_24_orders_are_all_the_permutations()
    {
        var orders =
            Enumerable.Range(0, SceneOrder.Permutations).Select(number => new SceneOrder(0, SceneBackground.Dark, number).Places).ToList();
        Assert.All(orders, places => Assert.Equal([0, 1, 2, 3], places.Order()));
        Assert.Equal(24, orders.Select(places => string.Join(',', places)).Distinct().Count());
        Assert.Equal([0, 1, 2, 3], orders[0]);
        Assert.Equal([3, 2, 1, 0], orders[23]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(8)]
    [InlineData(60)]
    [InlineData(90)]
    public void At_least_35_percent_of_the_combinations_are_held_out_and_no_source_of_training_shows_one(int palettes)
    {
        var world = new OrderWorld(seed: 5, palettes);
        var all = palettes * 4 * 24;
        Assert.Equal(all, world.HeldOut.Concat(world.Trained).Distinct().Count());
        Assert.Equal(all, world.HeldOut.Count + world.Trained.Count);
        Assert.True(world.HeldOut.Count >= 0.35 * all && world.HeldOut.Count < (0.35 * all) + 1, $"{world.HeldOut.Count} of {all}");

        var train = world.Train(world.Trained.Count + 7).Select(source => Key(source.Scenes)).ToList();
        var gallery = world.Gallery(200);
        Assert.Equal(Math.Min(200, world.HeldOut.Count), gallery.Select(source => Key(source.Scenes)).Distinct().Count());
        Assert.Empty(gallery.Select(source => Key(source.Scenes)).Intersect(train));
        Assert.Equal(world.Trained.Count, train.Take(world.Trained.Count).Distinct().Count());       // all once before one comes twice
        Assert.Equal(train[0], train[world.Trained.Count]);
    }

    /// <summary>What a model needs to know but the order was seen in training: the scenes, and what else they came with.</summary>
    [Fact]
    public void Only_the_order_of_a_gallery_video_is_new()
    {
        var world = new OrderWorld(seed: 0, palettes: 8);
        var train = world.Train(1000);
        var gallery = world.Gallery(200);
        Assert.Empty(gallery.Select(SetOf).Except(train.Select(SetOf)));
        Assert.Empty(
            gallery.SelectMany(source => source.Clips).Select(clip => clip.Caption)
                .Except(train.SelectMany(source => source.Clips).Select(clip => clip.Caption)));
        Assert.All(
            gallery.GroupBy(SetOf), alike => Assert.Equal(alike.Count(), alike.Select(source => source.LongText).Distinct().Count()));
        Assert.All(gallery, source =>
        {
            Assert.Equal((4, 8, 4.0), (source.Clips.Count, source.Video.Frames.Count, source.Video.Duration));
            Assert.Single(source.Scenes.Select(scene => scene.Background).Distinct());
        });
    }

    /// <summary>A scorer that counts common scenes and breaks ties by chance gives each text one in as many as score best.</summary>
    [Theory]
    [InlineData(1, 12)]
    [InlineData(8, 200)]
    [InlineData(60, 200)]
    [InlineData(90, 1)]
    public void The_ceiling_is_what_a_scorer_without_order_is_expected_to_reach(int palettes, int count)
    {
        for (ulong seed = 0; seed < 3; seed++)
        {
            var gallery = new OrderWorld(seed, palettes).Gallery(count);
            double expected = 0;
            foreach (var text in gallery)
            {
                var scores = gallery.Select(video => video.Scenes.Intersect(text.Scenes).Count()).ToList();
                Assert.Equal(4, scores.Max());
                expected += 100.0 / scores.Count(score => score == 4) / gallery.Length;
            }
            Assert.Equal(expected, OrderWorld.OrderBlindCeiling(gallery), 9);
            if (palettes == 8) Assert.Equal(16, OrderWorld.OrderBlindCeiling(gallery), 9);
            if (palettes == 60) Assert.InRange(OrderWorld.OrderBlindCeiling(gallery), 60, 76);
        }
        Assert.Throws<ArgumentOutOfRangeException>(() => OrderWorld.OrderBlindCeiling([]));
    }

    [Fact]
    public void A_source_is_a_function_of_the_seed_and_its_number()
    {
        SyntheticSource[] few = new OrderWorld(3, 4).Train(5), many = new OrderWorld(3, 4).Train(300),
            other = new OrderWorld(4, 4).Train(5);
        for (var i = 0; i < few.Length; i++)
        {
            Assert.Equal((few[i].Id, few[i].LongText), (many[i].Id, many[i].LongText));
            Assert.All(few[i].Video.Frames.Zip(many[i].Video.Frames), pair => Assert.Equal(pair.First.Pixels, pair.Second.Pixels));
            Assert.NotEqual(few[i].Video.Frames[0].Pixels, other[i].Video.Frames[0].Pixels);
        }
        var trained = new OrderWorld(3, 4).Trained.Count;
        Assert.Equal(many[0].LongText, many[trained].LongText);
        Assert.NotEqual(many[0].Video.Frames[0].Pixels, many[trained].Video.Frames[0].Pixels);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(91)]
    public void A_number_of_palettes_that_there_is_not_is_refused(int palettes) =>
        Assert.Contains("there are 1 to 90", Assert.Throws<ArgumentOutOfRangeException>(() => new OrderWorld(0, palettes)).Message);
}
