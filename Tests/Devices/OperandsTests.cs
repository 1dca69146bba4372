using System.Reflection;
using System.Runtime.CompilerServices;

namespace Gexia.Tests.Devices;

/// <summary>Every kernel of the libraries names all tensors that it holds, and holds nothing but tensors and unmanaged numbers.</summary>
public class OperandsTests
{
    public static TheoryData<string> Kernels => [.. Types().Select(type => type.FullName!)];

    private static IEnumerable<Type> Types() =>
        from assembly in (Assembly[])[
            typeof(Tensor).Assembly, typeof(Graph).Assembly, typeof(Gexia.Training.Optimizers.AdamW).Assembly,
            typeof(Gexia.Search.VideoIndex).Assembly]
        from type in assembly.GetTypes()
        where type.IsValueType && typeof(IKernel).IsAssignableFrom(type)
        orderby type.FullName
        select type;

    [Fact]
    public void There_are_kernels() => Assert.True(Types().Count() > 25, $"{Types().Count()} kernels");

    [Theory, MemberData(nameof(Kernels))]
    public void A_kernel_holds_tensors_and_numbers_and_names_its_tensors(string name)
    {
        var type = Types().Single(type => type.FullName == name);
        List<string> held = [.. Tensors(type, "")];
        Assert.NotEmpty(held);
        if (type.IsGenericTypeDefinition) return;       // an instance cannot be made without knowing its arguments
        var kernel = RuntimeHelpers.GetUninitializedObject(type);
        var made = new List<Tensor>();
        Fill(kernel, type, made);
        var named = ((IKernel)kernel).Operands.All.ToArray();
        Assert.All(made, tensor => Assert.Contains(tensor, named));
    }

    private static FieldInfo[] Fields(Type type) => type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic);

    // The paths of a struct's tensors; anything else that refers to the heap, and any pointer, is against the rule.
    private static IEnumerable<string> Tensors(Type type, string path)
    {
        foreach (var field in Fields(type))
        {
            var place = $"{path}{field.Name}";
            if (field.FieldType == typeof(Tensor)) yield return place;
            else if (field.FieldType.IsPrimitive || field.FieldType.IsEnum || field.FieldType.IsGenericParameter) continue;
            else if (field.FieldType.IsValueType && !field.FieldType.IsPointer)
                foreach (var inner in Tensors(field.FieldType, $"{place}.")) yield return inner;
            else Assert.Fail($"{type} holds {field.FieldType} in {place}: a kernel holds tensors and unmanaged numbers only.");
        }
    }

    private static void Fill(object holder, Type type, List<Tensor> made)
    {
        foreach (var field in Fields(type))
        {
            if (field.FieldType == typeof(Tensor))
            {
                made.Add(Tensor.Empty([2, 3]));
                field.SetValue(holder, made[^1]);
            }
            else if (field.FieldType.IsValueType && !field.FieldType.IsPrimitive && !field.FieldType.IsEnum)
            {
                var inner = field.GetValue(holder)!;
                Fill(inner, field.FieldType, made);
                field.SetValue(holder, inner);
            }
        }
    }
}
