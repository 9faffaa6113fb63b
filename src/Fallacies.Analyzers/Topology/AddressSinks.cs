using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Topology;

/// <summary>Knows the members that take the address of a remote machine, and which of their values is that address.</summary>
internal sealed class AddressSinks(KnownTypes types)
{
    private readonly WrittenTexts _texts = new(types);

    public (AddressSink Sink, string Words, IOperation Address)? Of(IInvocationOperation call) => Of(AddressTable.Methods, Declaring(call.TargetMethod), call.TargetMethod.Name, call.Arguments);

    public (AddressSink Sink, string Words, IOperation Address)? Of(IObjectCreationOperation creation) => Of(AddressTable.Creations, creation.Type as INamedTypeSymbol, AddressSink.Constructor, creation.Arguments);

    public (AddressSink Sink, string Words, IOperation Address)? Of(ISimpleAssignmentOperation assignment, IPropertyReferenceOperation target) =>
        Row(AddressTable.Properties, target.Property.ContainingType, target.Property.Name) is { } row ? (row, row.Describe(target.Property.Name), assignment.Value) : null;

    /// <summary>Whether a value is, or becomes on the spot, the address that a sink takes.</summary>
    public bool Reaches(IOperation value)
    {
        for (var (child, parent) = (value, value.Parent); parent is not null; (child, parent) = (parent, parent.Parent))
        {
            switch (parent)
            {
                case IArgumentOperation or IConversionOperation or IParenthesizedOperation or ICoalesceOperation or IArrayInitializerOperation or IArrayCreationOperation:
                    continue;
                case IInvocationOperation call when _texts.IsAddress(call):
                    continue;
                case IObjectCreationOperation creation when _texts.IsAddress(creation):
                    continue;
                case IInvocationOperation call:
                    return Of(call)?.Address.Syntax.Span.Contains(child.Syntax.Span) == true;
                case IObjectCreationOperation creation:
                    return Of(creation)?.Address.Syntax.Span.Contains(child.Syntax.Span) == true;
                case ISimpleAssignmentOperation { Target: IPropertyReferenceOperation target } assignment:
                    return child == assignment.Value && Of(assignment, target) is not null;
                default:
                    return false;
            }
        }

        return false;
    }

    // MailKit's clients override what their base class declares.
    private static INamedTypeSymbol Declaring(IMethodSymbol method)
    {
        while (method.OverriddenMethod is { } overridden)
            method = overridden;
        return method.ContainingType;
    }

    private (AddressSink Sink, string Words, IOperation Address)? Of(AddressSink[] rows, INamedTypeSymbol? type, string member, IEnumerable<IArgumentOperation> arguments)
    {
        if (Row(rows, type, member) is not { } row)
            return null;

        var address = arguments
            .Where(argument => argument.ArgumentKind != ArgumentKind.DefaultValue && argument.Parameter is { } parameter && IsAddress(parameter.Type, row.TextOnly))
            .OrderBy(argument => argument.Parameter!.Ordinal)
            .FirstOrDefault();
        return address is null ? null : (row, row.Describe(member), address.Value);
    }

    private AddressSink? Row(AddressSink[] rows, INamedTypeSymbol? type, string member)
    {
        foreach (var row in rows)
        {
            if (Matches(row, type) && row.Members.Contains(member))
                return row;
        }

        return null;
    }

    // The name is compared first: it costs nothing, and almost every call ends here.
    private bool Matches(AddressSink row, INamedTypeSymbol? type)
    {
        for (; type is not null; type = row.Derived.Length > 0 ? type.BaseType : null)
        {
            if (type.Name == row.TypeName && SymbolEqualityComparer.Default.Equals(type.OriginalDefinition, types.Type(row.Type)))
                return true;
        }

        return false;
    }

    private bool IsAddress(ITypeSymbol type, bool textOnly) =>
        type.SpecialType == SpecialType.System_String
        || Same(type, types.Uri)
        || (!textOnly && (Same(type, types.IPAddress) || Same(type, types.EndPoint) || Same(type, types.IPEndPoint)))
        || (type is IArrayTypeSymbol array && IsAddress(array.ElementType, textOnly))
        || (type is INamedTypeSymbol { TypeKind: TypeKind.Interface, TypeArguments: { Length: 1 } elements } && IsAddress(elements[0], textOnly));

    private static bool Same(ISymbol a, ISymbol? b) => SymbolEqualityComparer.Default.Equals(a, b);
}
