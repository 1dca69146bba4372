using System.Globalization;
using System.Reflection;
using System.Text;

namespace Gexia.Tests.Architecture;

/// <summary>Public types and members of a library, one a line, sorted.</summary>
internal static class PublicSurface
{
    private const BindingFlags Own =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    /// <summary>A line for each type, and one for each member that a caller or a derived class sees.</summary>
    public static string[] Of(string library) =>
        [.. Types(library).SelectMany(type => Members(type).Prepend(Head(type))).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>How many types there are, and members in all of them.</summary>
    public static (int Types, int Members) Count(string library)
    {
        var types = Types(library);
        return (types.Length, types.Sum(type => Members(type).Count()));
    }

    // Not what the compiler makes of blocks of extensions: their members are static methods of the type around them, too.
    private static Type[] Types(string library) =>
        [.. Assembly.Load(library).GetExportedTypes().Where(type => !type.FullName!.Contains('<', StringComparison.Ordinal))];

    private static string Head(Type type)
    {
        var bases = Bases(type).Select(TypeName.Of).Order(StringComparer.Ordinal).ToArray();
        return $"{TypeName.Full(type)} : {Kind(type)}{(bases.Length == 0 ? "" : " " + string.Join(", ", bases))}";
    }

    private static string Kind(Type type)
    {
        if (type.IsInterface) return "interface";
        if (type.IsEnum) return "enum";
        if (typeof(Delegate).IsAssignableFrom(type)) return "delegate";
        if (type.IsValueType) return type.IsByRefLike ? "ref struct" : "struct";
        return type.IsAbstract ? type.IsSealed ? "static class" : "abstract class" : type.IsSealed ? "sealed class" : "class";
    }

    // Not those that every type of its kind has.
    private static IEnumerable<Type> Bases(Type type)
    {
        if (type.IsEnum) return [];
        var interfaces = type.GetInterfaces().Where(one => one.IsPublic && one != typeof(System.Runtime.Serialization.ISerializable));
        return type.BaseType is { } parent && parent != typeof(object) && parent != typeof(ValueType)
            ? interfaces.Prepend(parent)
            : interfaces;
    }

    private static IEnumerable<string> Members(Type type)
    {
        if (typeof(Delegate).IsAssignableFrom(type)) return [Line(type, Text(type.GetMethod("Invoke")!))];
        return type.GetMembers(Own).Select(member => member switch
        {
            FieldInfo { IsSpecialName: false } field when IsSeen(field.Attributes) => Text(field),
            ConstructorInfo constructor when IsSeen(constructor) => $"new({Parameters(constructor)})",
            PropertyInfo { Name: not "EqualityContract" } property when property.GetAccessors(nonPublic: true).Any(IsSeen) =>
                Text(property),
            EventInfo raised when IsSeen(raised.AddMethod!) => $"event {raised.Name} : {TypeName.Of(raised.EventHandlerType!)}",
            MethodInfo method when IsSeen(method) && IsWritten(method) => Text(method),
            _ => null,
        }).OfType<string>().Select(text => Line(type, text));
    }

    private static string Line(Type type, string member) => $"{TypeName.Full(type)}.{member}";

    private static bool IsSeen(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static bool IsSeen(FieldAttributes attributes) =>
        (attributes & FieldAttributes.FieldAccessMask) is FieldAttributes.Public or FieldAttributes.Family or FieldAttributes.FamORAssem;

    // Accessors are told of by their property; what a record's compiler adds is told of by the record.
    private static bool IsWritten(MethodInfo method) =>
        (!method.IsSpecialName || method.Name.StartsWith("op_", StringComparison.Ordinal))
        && !method.Name.Contains('<', StringComparison.Ordinal)
        && method.GetCustomAttribute<System.Runtime.CompilerServices.CompilerGeneratedAttribute>() is null;

    private static string Text(FieldInfo field) =>
        field.IsLiteral
            ? $"{field.Name} = {Convert.ToString(field.GetRawConstantValue(), CultureInfo.InvariantCulture)}"
            : $"{Static(field.IsStatic)}{field.Name} : {TypeName.Of(field.FieldType)}";

    private static string Text(PropertyInfo property)
    {
        var seen = property.GetAccessors(nonPublic: true).Where(IsSeen).ToArray();
        var index = property.GetIndexParameters() is { Length: > 0 } parameters ? $"[{string.Join(", ", parameters.Select(Text))}]" : "";
        var setter = seen.FirstOrDefault(method => method.ReturnType == typeof(void));
        var sets = setter is null ? "" : setter.ReturnParameter.GetRequiredCustomModifiers().Length > 0 ? " init;" : " set;";
        return $"{Static(seen[0].IsStatic)}{property.Name}{index} : {TypeName.Of(property.PropertyType)} "
            + $"{{{(seen.Any(method => method.ReturnType != typeof(void)) ? " get;" : "")}{sets} }}";
    }

    private static string Text(MethodInfo method)
    {
        var generic = method.IsGenericMethodDefinition
            ? $"<{string.Join(", ", method.GetGenericArguments().Select(argument => argument.Name))}>"
            : "";
        return $"{Static(method.IsStatic)}{method.Name}{generic}({Parameters(method)}) : {TypeName.Of(method.ReturnType)}";
    }

    private static string Static(bool isStatic) => isStatic ? "static " : "";

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(Text));

    private static string Text(ParameterInfo parameter)
    {
        var text = new StringBuilder();
        if (parameter.IsDefined(typeof(ParamArrayAttribute))) text.Append("params ");
        if (parameter.ParameterType.IsByRef) text.Append(parameter.IsOut ? "out " : parameter.IsIn ? "in " : "ref ");
        text.Append(TypeName.Of(parameter.ParameterType)).Append(' ').Append(parameter.Name);
        if (parameter.HasDefaultValue)
        {
            text.Append(" = ")
                .Append(parameter.RawDefaultValue is { } value ? Convert.ToString(value, CultureInfo.InvariantCulture) : "null");
        }
        return text.ToString();
    }
}
