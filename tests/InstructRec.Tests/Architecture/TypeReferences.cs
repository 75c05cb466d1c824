using System.Reflection;
using System.Reflection.Emit;

namespace InstructRec.Tests.Architecture;

/// <summary>Which types a type mentions: in its base, its members' signatures, its attributes, its local variables and its instructions, nested types included.</summary>
internal static class TypeReferences
{
    private const BindingFlags All = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly Dictionary<int, OpCode> Codes = typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(f => (OpCode)f.GetValue(null)!).ToDictionary(c => (int)(ushort)c.Value);

    public static HashSet<Type> Of(Type type)
    {
        HashSet<Type> found = [];
        Collect(type, found);
        return found;
    }

    /// <summary>The type itself, what it is made of and what it is filled with.</summary>
    public static IEnumerable<Type> Parts(Type? type)
    {
        if (type is null || type.IsGenericParameter)
        {
            yield break;
        }

        if (type.HasElementType)
        {
            foreach (Type part in Parts(type.GetElementType()))
            {
                yield return part;
            }

            yield break;
        }

        yield return type.IsGenericType ? type.GetGenericTypeDefinition() : type;
        foreach (Type part in (type.IsGenericType ? type.GetGenericArguments() : []).SelectMany(Parts))
        {
            yield return part;
        }
    }

    public static IEnumerable<Type> Signature(MemberInfo member) => member switch
    {
        MethodInfo method => [method.ReturnType, .. method.GetParameters().Select(p => p.ParameterType), .. method.GetGenericArguments().SelectMany(Constraints)],
        ConstructorInfo constructor => constructor.GetParameters().Select(p => p.ParameterType),
        FieldInfo field => [field.FieldType],
        PropertyInfo property => [property.PropertyType],
        EventInfo { EventHandlerType: { } handler } => [handler],
        _ => [],
    };

    public static IEnumerable<Type> Heritage(Type type) => [type.BaseType ?? typeof(object), .. type.GetInterfaces(), .. type.GetGenericArguments().SelectMany(Constraints)];

    private static IEnumerable<Type> Constraints(Type argument) => argument.IsGenericParameter ? argument.GetGenericParameterConstraints() : [];

    private static void Collect(Type type, HashSet<Type> found)
    {
        found.UnionWith(Heritage(type).SelectMany(Parts));
        foreach (MemberInfo member in type.GetMembers(All))
        {
            found.UnionWith(Signature(member).SelectMany(Parts));
            if (member is MethodBase method && method.GetMethodBody() is { } body)
            {
                found.UnionWith(body.LocalVariables.SelectMany(v => Parts(v.LocalType)));
                found.UnionWith(Mentioned(method, body.GetILAsByteArray()!).SelectMany(Parts));
            }
        }

        foreach (Type nested in type.GetNestedTypes(All))
        {
            Collect(nested, found);
        }
    }

    private static IEnumerable<Type?> Mentioned(MethodBase method, byte[] il)
    {
        Type[] ofType = method.DeclaringType!.IsGenericType ? method.DeclaringType.GetGenericArguments() : [];
        Type[] ofMethod = method.IsGenericMethodDefinition ? method.GetGenericArguments() : [];
        for (int at = 0; at < il.Length;)
        {
            int value = il[at++];
            OpCode code = Codes[value == 0xFE ? 0xFE00 | il[at++] : value];
            if (code.OperandType is OperandType.InlineMethod or OperandType.InlineField or OperandType.InlineType or OperandType.InlineTok)
            {
                MemberInfo? member = method.Module.ResolveMember(BitConverter.ToInt32(il, at), ofType, ofMethod);
                yield return member as Type ?? member!.DeclaringType;
                foreach (Type part in member is Type ? [] : Signature(member!))
                {
                    yield return part;
                }

                foreach (Type argument in member is MethodInfo { IsGenericMethod: true } generic ? generic.GetGenericArguments() : [])
                {
                    yield return argument;
                }
            }

            at += code.OperandType switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(il, at)),
                _ => 4,
            };
        }
    }
}
