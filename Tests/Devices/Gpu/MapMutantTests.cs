using Gexia.Checking;

namespace Gexia.Tests.Devices.Gpu;

/// <summary>A mistake in a body that treats each element by itself, a map, a copy, a conversion, is caught.</summary>
public class MapMutantTests
{
    private const string Folder = "Tensor/Kernels/Gpu/", Maps = Folder + "MapBodies.cs", Copies = Folder + "CopyBodies.cs",
        Walk = Folder + "GridWalk.cs", Conversions = Folder + "ConvertBodies.cs", Finite = Folder + "NonFiniteBody.cs";

    private const string Threads = "    public static int Threads => MapGrid.Threads;";

    private const string Differs = "by the processor's body", Outside = "its view has", Misplaced = "does not begin at a multiple";

    // file, what stands there, what is written instead, part of the message
    public static TheoryData<string, string, string, string> Mutants => new()
    {
        // one by one: no guard at a ragged end, one too late, one too early, an operand that is not read, another one's place
        { Maps, "if (i >= length) return;\n        F32x1", "F32x1", Outside },
        { Maps, "if (i >= length) return;\n        F32x1", "if (i > length) return;\n        F32x1", Outside },
        { Maps, "if (i >= length) return;\n        var place", "if (i >= length - 1) return;\n        var place", Differs },
        { Maps, "if (TMap.ReadsB) lb = new(TStored.Load(b, i));\n", "", Differs },
        { Maps, "lb = new(TStored.Load(b, place.Third))", "lb = new(TStored.Load(b, place.Fourth))", Differs },
        { Maps, Threads, "    private readonly string? name = null;\n" + Threads, "the body holds a reference" },

        // in fours: the second is not kept inside, lies elsewhere, gets the first's values; one of four; a wrong four of an operand
        { Maps, "if (!isPair) second = first;", "", Outside },
        { Maps, "second = first + gpu.GroupDim", "second = first + 1", Differs },
        { Maps, "TStored.Store4(y, second, Fours.Of(map, a1, b1, c1))", "TStored.Store4(y, second, Fours.Of(map, a0, b0, c0))", Differs },
        { Maps, "new(a.Z), new(b.Z)", "new(a.Z), new(b.Y)", Differs },
        { Maps, "walk.At(4 * i)", "walk.At(i)", Differs },
        { Maps, "TStored.Load4(view, offset >> 2)", "TStored.Load4(view, offset)", Outside },
        { Maps, "if (step != 0)", "if (step == 0)", Outside },

        // places: no axis but the innermost, steps in elements where units are counted, an extent that is not
        { Walk, "place = a1.Step(place);", "", Differs },
        { Walk, "operand) / each)", "operand))", Outside },
        { Walk, "(IsInner(walk, axis) ? each : 1)", "1", "" },
        { Walk, ") >> shift)", ") >> (shift + 1))", "" },

        // copies, fills, conversions: a view that begins between units, too large a unit, ends, one half of a pair
        { Copies, "&& from.Layout.Offset % each == 0", "", Misplaced },
        { Copies, "if (tensor.Length % each == 0 && ", "if (", Differs },
        { Copies, "if (i < units)", "if (i <= units)", Outside },
        { Copies, "to.At<TUnit>(two.First) = z", "to.At<TUnit>(two.First) = x", Differs },
        { Conversions, "TTo.Store4(to, second, z)", "TTo.Store4(to, second, x)", Differs },
        { Conversions, "if (i < length)", "if (i + 1 < length)", Differs },

        // the search: beyond the end, not to the end, no exponent
        { Finite, "if (end > length) end = length;", "", Outside },
        { Finite, "if (end > length) end = length;", "if (end > length) end = length - 1;", Differs },
        { Finite, "bits & Exponent) ==", "bits & Exponent) !=", Differs },
    };

    [Theory, MemberData(nameof(Mutants))]
    public void It_is_caught(string file, string original, string mutant, string message)
    {
        using var bodies = new MutatedBodies(file, original, mutant);
        var error = Assert.Throws<KernelException>(() => bodies.UseMaps(new CheckingDevice { ChecksGpuBodies = true }));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_mistake_nothing_is_said()
    {
        using var bodies = new MutatedBodies(Maps, "namespace", "namespace");
        bodies.UseMaps(new CheckingDevice { ChecksGpuBodies = true });
    }
}
