import { AuditLogsService } from "@scalekit-sdk/node/lib/pkg/grpc/scalekit/v1/auditlogs/auditlogs_pb.js";
import { AuthService } from "@scalekit-sdk/node/lib/pkg/grpc/scalekit/v1/auth/auth_pb.js";
import { PasswordlessService } from "@scalekit-sdk/node/lib/pkg/grpc/scalekit/v1/auth/passwordless_pb.js";
import { WebAuthnService } from "@scalekit-sdk/node/lib/pkg/grpc/scalekit/v1/auth/webauthn_pb.js";
import { ClientService } from "@scalekit-sdk/node/lib/pkg/grpc/scalekit/v1/clients/clients_pb.js";
import { ConnectedAccountService } from "@scalekit-sdk/node/lib/pkg/grpc/scalekit/v1/connected_accounts/connected_accounts_pb.js";
import { ConnectionService } from "@scalekit-sdk/node/lib/pkg/grpc/scalekit/v1/connections/connections_pb.js";
import { DirectoryService } from "@scalekit-sdk/node/lib/pkg/grpc/scalekit/v1/directories/directories_pb.js";
import { DomainService } from "@scalekit-sdk/node/lib/pkg/grpc/scalekit/v1/domains/domains_pb.js";
import { EventsService } from "@scalekit-sdk/node/lib/pkg/grpc/scalekit/v1/events/events_pb.js";
import { OrganizationService } from "@scalekit-sdk/node/lib/pkg/grpc/scalekit/v1/organizations/organizations_pb.js";
import { RolesService } from "@scalekit-sdk/node/lib/pkg/grpc/scalekit/v1/roles/roles_pb.js";
import { SessionService } from "@scalekit-sdk/node/lib/pkg/grpc/scalekit/v1/sessions/sessions_pb.js";
import { ApiTokenService } from "@scalekit-sdk/node/lib/pkg/grpc/scalekit/v1/tokens/tokens_pb.js";
import { ToolService } from "@scalekit-sdk/node/lib/pkg/grpc/scalekit/v1/tools/tools_pb.js";
import { UserService } from "@scalekit-sdk/node/lib/pkg/grpc/scalekit/v1/users/users_pb.js";

/**
 * The contract of Scalekit's public SDKs, as their Node package carries it: names and numbers of messages, methods and services. It is
 * no documented interface, so the package is pinned, and everything of it that Foyer uses is named in this file.
 */
export { ErrorInfoSchema } from "@scalekit-sdk/node/lib/pkg/grpc/scalekit/v1/errdetails/errdetails_pb.js";
export { DomainService, OrganizationService, RolesService, SessionService, UserService };

/** Every service that an SDK may call, those included that Foyer has nothing for: they are answered too. */
export const services = [
  AuditLogsService,
  AuthService,
  PasswordlessService,
  WebAuthnService,
  ClientService,
  ConnectedAccountService,
  ConnectionService,
  DirectoryService,
  DomainService,
  EventsService,
  OrganizationService,
  RolesService,
  SessionService,
  ApiTokenService,
  ToolService,
  UserService,
] as const;
