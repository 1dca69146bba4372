using System.Reflection;

namespace Gexia.Tests.Architecture;

/// <summary>
/// What the fields of a kernel may be: tensors, numbers, and structs of these. A pointer does not keep its memory alive, and neither it nor
/// a managed array can be handed to another device.
/// </summary>
internal static class KernelRules
{
    private static readonly string[] Interfaces = ["ICpuKernel", "IKernel"];

    private static readonly Assembly[] Assemblies =
        [.. Documents.BlockCompiler.Names.Append("gexia").Select(Assembly.Load)];

    /// <summary>Structs that implement a kernel's interface, of all libraries and the program.</summary>
    public static IReadOnlyList<Type> Kernels { get; } =
        [
            .. Assemblies.SelectMany(assembly => assembly.GetTypes())
                .Where(type => type.IsValueType && type.GetInterfaces().Any(one => Interfaces.Contains(one.Name)))
        ];

    /// <summary>Fields that no kernel may have, each with its way from the kernel.</summary>
    public static IEnumerable<string> Breaches(Type kernel) => Breaches(kernel, kernel.FullName!, []);

    private static IEnumerable<string> Breaches(Type type, string way, HashSet<Type> seen)
    {
        if (!seen.Add(type)) yield break;
        foreach (var field in type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic))
        {
            var (of, name) = (field.FieldType, $"{way}.{field.Name} : {TypeName.Of(field.FieldType)}");
            if (of == typeof(Tensor) || of.IsPrimitive || of.IsEnum || of.IsGenericParameter)
            {
                if (of == typeof(nint) || of == typeof(nuint)) yield return name;
            }
            else if (!of.IsValueType || of.IsPointer) yield return name;
            else foreach (var inner in Breaches(of, name, seen)) yield return inner;
        }
    }
}
