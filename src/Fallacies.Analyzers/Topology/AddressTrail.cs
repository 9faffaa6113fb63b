using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Topology;

/// <summary>Where an address ends up: in what keeps it, or in the argument of a call that connects.</summary>
internal sealed record AddressEnd(string? Keeper, IOperation? Connect, IOperation? Argument);

/// <summary>Follows one address to the first place where it does harm; silent where it also goes to code that may check it or replace it.</summary>
internal sealed class AddressTrail
{
    private static readonly string[] Own = ["listen", "bind", "local"];

    private readonly HashSet<ISymbol> _seen = new(SymbolEqualityComparer.Default);
    private readonly KnownTypes _types;
    private AddressEnd? _end;
    private bool _isLost;

    private AddressTrail(KnownTypes types) => _types = types;

    public static AddressEnd? Of(IOperation address, KnownTypes types)
    {
        var trail = new AddressTrail(types);
        trail.Follow(address);
        return trail._isLost ? null : trail._end;
    }

    private void Follow(IOperation address)
    {
        var value = Whole(address);
        switch (value.Parent)
        {
            case IArgumentOperation argument:
                Pass(argument);
                break;
            case IFieldInitializerOperation field:
                Keep(field.InitializedFields.FirstOrDefault());
                break;
            case IPropertyInitializerOperation property:
                Keep(property.InitializedProperties.FirstOrDefault());
                break;
            case IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator }:
                Live(declarator.Symbol, value);
                break;
            case ISimpleAssignmentOperation { Target: ILocalReferenceOperation local } assignment when assignment.Value == value:
                Live(local.Local, value);
                break;
            case IAssignmentOperation { Target: IFieldReferenceOperation or IPropertyReferenceOperation } assignment when assignment.Value == value && IsOnce(assignment):
                Keep(Source.Variable(assignment.Target));
                break;
            case IPropertyReferenceOperation or IBinaryOperation or IIsPatternOperation or IInterpolationOperation or IInvocationOperation { TargetMethod.ContainingType.SpecialType: SpecialType.System_Object }:
                break;
            default:
                _isLost = true;
                break;
        }
    }

    private void Pass(IArgumentOperation argument)
    {
        switch (argument.Parent)
        {
            case IObjectCreationOperation creation when Same(creation.Type, _types.IPEndPoint):
                Follow(creation);
                break;
            case IObjectCreationOperation creation when Is(creation.Type, "System.Net.Sockets.TcpClient") && argument.Parameter?.Type.SpecialType == SpecialType.System_String:
                _end ??= new AddressEnd(null, creation, argument.Value);
                break;
            case IInvocationOperation { TargetMethod: { Name: "Connect" or "ConnectAsync" or "BeginConnect" } method } call when Is(method.ContainingType, "System.Net.Sockets.TcpClient") || (Same(method.ContainingType, _types.Socket) && !IsDatagram(call)):
                _end ??= new AddressEnd(null, call, argument.Value);
                break;
            case IInvocationOperation { TargetMethod: { Name: "AddSingleton" } method } when method.ContainingNamespace?.ToString().StartsWith("Microsoft.Extensions.DependencyInjection", StringComparison.Ordinal) == true:
                _end ??= new AddressEnd("a singleton", null, null);
                break;
            case IInvocationOperation { TargetMethod.ContainingType: { Name: "Console" or "LoggerExtensions" } }:
                break;
            default:
                _isLost = true;
                break;
        }
    }

    // An address to listen on is this machine's, whatever its name says.
    private void Keep(ISymbol? member)
    {
        var name = member?.Name ?? "a field";
        if (Own.Any(word => name.IndexOf(word, StringComparison.OrdinalIgnoreCase) >= 0))
            _isLost = true;
        else
            _end ??= new AddressEnd(name, null, null);
    }

    private void Live(ILocalSymbol local, IOperation near)
    {
        if (!_seen.Add(local))
            return;

        foreach (var use in Operations.Uses(local, near).Where(use => !Operations.IsWritten(use)))
            Follow(use);
    }

    private static IOperation Whole(IOperation value)
    {
        while (true)
        {
            switch (value.Parent)
            {
                case IConversionOperation or IParenthesizedOperation or IArrayInitializerOperation or IArrayCreationOperation:
                case IInvocationOperation { TargetMethod.Name: "ToString" or "MapToIPv4" or "MapToIPv6" } call when call.Instance == value:
                case IConditionalAccessOperation access when access.WhenNotNull == value:
                case ICoalesceOperation coalesce when coalesce.Value == value:
                    value = value.Parent;
                    break;
                case IConditionalAccessOperation access when access.Operation == value && access.WhenNotNull.DescendantsAndSelf().OfType<IConditionalAccessInstanceOperation>().FirstOrDefault() is { } instance:
                    value = instance;
                    break;
                default:
                    return value;
            }
        }
    }

    // What a constructor sets, and what is set only where it is missing, nobody asks for again.
    private static bool IsOnce(IAssignmentOperation assignment) =>
        assignment is ICoalesceAssignmentOperation
        || assignment.Syntax.FirstAncestorOrSelf<MemberDeclarationSyntax>() is ConstructorDeclarationSyntax or BaseFieldDeclarationSyntax
        || assignment.Syntax.FirstAncestorOrSelf<IfStatementSyntax>() is { Condition: BinaryExpressionSyntax { RawKind: (int)SyntaxKind.EqualsExpression } or IsPatternExpressionSyntax } guard && Guards(guard.Condition, assignment);

    private static bool Guards(ExpressionSyntax condition, IAssignmentOperation assignment) =>
        condition.ToString() is var asked && asked.Contains("null") && !asked.Contains("not ") && asked.Contains(assignment.Target.Syntax.ToString());

    // A datagram reaches nobody and is lost: there is no second try that a name would make.
    private static bool IsDatagram(IOperation call) => Operations.Root(call).Syntax.ToString().Contains("SocketType.Dgram");

    private bool Is(ITypeSymbol? type, string name) => type is not null && name.EndsWith("." + type.Name, StringComparison.Ordinal) && Same(type, _types.Type(name));

    private static bool Same(ISymbol? a, ISymbol? b) => a is not null && SymbolEqualityComparer.Default.Equals(a, b);
}
